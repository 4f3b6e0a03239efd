package dev.shuttle.controlplane.console;

import org.jspecify.annotations.Nullable;

/**
 * The form for the key.
 *
 * @param next where it leads to
 * @param reason why it is shown; null if for none but that nothing was shown before
 */
public record SignInPage(String next, @Nullable Reason reason) implements View {
    /** Why a key is asked for, where that is no matter of course. */
    public enum Reason {
        REFUSED("This key is not valid: it is unknown, was revoked, or has expired."),
        ENDED("Your session has ended. Sign in again."),
        FORM("Your session had ended, so nothing was changed. Sign in, and send the form again.");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** Sentences. */
        public String text() {
            return text;
        }
    }

    @Override
    public String title() {
        return "Sign in";
    }
}
