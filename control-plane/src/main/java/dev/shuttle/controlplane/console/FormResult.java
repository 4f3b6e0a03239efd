package dev.shuttle.controlplane.console;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The effect of a form, told by the page that follows; its address has only the name. */
public enum FormResult {
    SAVED("Saved. Nothing had to be restarted."),
    RESTARTED("The service is being restarted, with no downtime."),
    ROLLING_BACK("The earlier version is being started; it serves as soon as it answers."),
    STARTING("The project is being started."),
    STOPPED("The project is stopped. Requests are answered with 503 until it is started."),
    CANCELLED("The deployment is cancelled."),
    DELETED("The project is deleted."),
    REVOKED("The key is revoked. Its next request is refused.");

    private final String text;

    FormResult(String text) {
        this.text = text;
    }

    /** A sentence. */
    public String text() {
        return text;
    }

    /** As in an address. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static @Nullable FormResult of(@Nullable String code) {
        return Stream.of(values())
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElse(null);
    }
}
