package dev.shuttle.controlplane.console;

import org.jspecify.annotations.Nullable;

/** What a template shows. */
public interface Page {
    /** In the browser's tab. */
    String title();

    /** The project that it is about. */
    default @Nullable ProjectHead project() {
        return null;
    }
}
