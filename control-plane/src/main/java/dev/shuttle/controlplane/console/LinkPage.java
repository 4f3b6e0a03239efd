package dev.shuttle.controlplane.console;

/**
 * Signs in by a link.
 *
 * @param refused whether the link was used before, or is too old
 * @param foreign whether another site's page led here, which may have a link of its own key
 */
public record LinkPage(boolean refused, boolean foreign) implements View {
    @Override
    public String title() {
        return "Sign in";
    }
}
