package dev.shuttle.controlplane.bundle;

import dev.shuttle.os.Digests;
import dev.shuttle.os.NewFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Writes a file aside and renames it: readers see the old content or the new, never a part. */
final class RepositoryFile {

    private RepositoryFile() {}

    static void write(Path file, InputStream content) throws IOException {
        NewFile.copy(content, file);
    }

    static void write(Path file, byte[] content) throws IOException {
        write(file, new ByteArrayInputStream(content));
    }

    /** With the {@code .sha1} beside it that Maven asks a remote repository for. */
    static void writeWithSha1(Path file, byte[] content) throws IOException {
        write(file, content);
        String sha1 = HexFormat.of().formatHex(Digests.sha1().digest(content));
        write(file.resolveSibling(file.getFileName() + ".sha1"), sha1.getBytes(StandardCharsets.US_ASCII));
    }
}
