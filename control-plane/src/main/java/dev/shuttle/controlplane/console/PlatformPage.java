package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.PlatformStatus;

/**
 * How the server itself is.
 *
 * @param status as of now
 */
public record PlatformPage(PlatformStatus status) implements View {
    private static final int PERCENT = 100;

    @Override
    public String title() {
        return "Platform";
    }

    /** In whole percent. */
    public static long used(PlatformStatus.Space space) {
        return space.total() == 0 ? 0 : PERCENT - PERCENT * space.free() / space.total();
    }
}
