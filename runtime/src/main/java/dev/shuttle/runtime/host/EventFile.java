package dev.shuttle.runtime.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends messages to a file, a line each. Thread-safe. */
final class EventFile {
    private final Path file;

    /** Writes to a file that exists, or is made with the rights that the process gives: it may hold passwords. */
    EventFile(Path file) {
        this.file = file;
    }

    synchronized void append(Message event) {
        try {
            Files.write(
                    file,
                    (event.encode() + "\n").getBytes(StandardCharsets.UTF_8), // one write: readers see whole lines
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.err.println("shuttle: " + file + " could not be written: " + e.getMessage());
        }
    }
}
