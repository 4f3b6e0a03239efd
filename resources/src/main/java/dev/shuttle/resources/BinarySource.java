package dev.shuttle.resources;

import java.io.IOException;
import java.nio.file.Path;

/** Where a server's binaries come from, asked for on first use: a file that is carried along, or a Maven artifact. */
@FunctionalInterface
public interface BinarySource {

    /**
     * The jar that holds them.
     *
     * @return a file
     * @throws IOException if there is none for this machine; the message says what to do
     */
    Path jar() throws IOException;
}
