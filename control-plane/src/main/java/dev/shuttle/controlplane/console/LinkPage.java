package dev.shuttle.controlplane.console;

/**
 * Signs in by a link.
 *
 * @param refused whether the link was used before, or is too old
 */
public record LinkPage(boolean refused) implements View {
    @Override
    public String title() {
        return "Sign in";
    }
}
