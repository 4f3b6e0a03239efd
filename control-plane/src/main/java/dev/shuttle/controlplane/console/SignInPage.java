package dev.shuttle.controlplane.console;

/**
 * The form for the key.
 *
 * @param next where it leads to
 * @param refused whether the key that was sent is not a valid one
 */
public record SignInPage(String next, boolean refused) implements View {
    @Override
    public String title() {
        return "Sign in";
    }
}
