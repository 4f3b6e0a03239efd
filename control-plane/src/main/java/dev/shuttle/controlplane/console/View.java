package dev.shuttle.controlplane.console;

import org.jspecify.annotations.Nullable;

/** The content of a page, for its template. */
public interface View {
    /** In the browser's tab. */
    String title();

    /** The project that it is about. */
    default @Nullable ProjectHead project() {
        return null;
    }
}
