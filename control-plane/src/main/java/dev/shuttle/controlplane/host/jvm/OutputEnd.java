package dev.shuttle.controlplane.host.jvm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the end of an output file of a host. */
final class OutputEnd {
    private static final int BYTES = 64 << 10;

    private OutputEnd() {}

    /** The last 64 KiB, a byte a character; empty if the file cannot be read. */
    static String of(Path output) {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            int read = Math.max(0, file.read(bytes));
            return new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
