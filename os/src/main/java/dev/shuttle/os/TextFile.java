package dev.shuttle.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files that are meant to be UTF-8. */
public final class TextFile {

    private TextFile() {}

    /**
     * All of it. What is not UTF-8 becomes U+FFFD: the JDK's own methods fail with "Input length = 1", and name neither the
     * file nor the fault.
     */
    public static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
