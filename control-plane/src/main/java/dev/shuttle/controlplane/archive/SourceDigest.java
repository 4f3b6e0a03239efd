package dev.shuttle.controlplane.archive;

import dev.shuttle.os.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The digest of the sources in an archive that has git's folders too, which change when no source does. */
public final class SourceDigest {
    private static final int BUFFER_BYTES = 64 * 1024;

    private SourceDigest() {}

    /**
     * Reads an archive.
     *
     * @param tarGz the archive
     * @param limits where reading ends
     * @return {@code sha256:} and a hash of everything but {@code .git}; empty if there is no {@code .git} in it, so that the
     *     archive's own hash will do, or if it cannot be unpacked either
     * @throws IOException if the file cannot be opened
     */
    public static Optional<String> withoutGit(Path tarGz, ArchiveLimits limits) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(tarGz), BUFFER_BYTES)) {
            return read(file, limits);
        }
    }

    private static Optional<String> read(InputStream file, ArchiveLimits limits) {
        try (TarReader tar = SourceArchive.tar(file)) {
            return read(tar, limits);
        } catch (IOException | ArchiveRefusedException e) {
            return Optional.empty(); // the step that unpacks it says why
        }
    }

    private static Optional<String> read(TarReader tar, ArchiveLimits limits)
            throws IOException, ArchiveRefusedException {
        MessageDigest sha256 = Digests.sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        boolean git = false;
        int entries = 0;
        long bytes = 0;
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            bytes += entry.size();
            if (++entries > limits.entries() || bytes > limits.unpackedBytes() || bytes < 0) {
                return Optional.empty();
            }
            boolean isGit = Arrays.asList(entry.name().split("/", -1)).contains(".git");
            git |= isGit;
            if (!isGit) {
                sha256.update(head(entry));
            }
            for (int count = tar.read(buffer); count >= 0; count = tar.read(buffer)) {
                if (!isGit) {
                    sha256.update(buffer, 0, count);
                }
            }
        }
        return git ? Optional.of("sha256:" + HexFormat.of().formatHex(sha256.digest())) : Optional.empty();
    }

    /** Names have no NUL, so that no two entries have the same. */
    private static byte[] head(TarEntry entry) {
        String text = String.join(
                "\0",
                entry.name(),
                String.valueOf(entry.type()),
                String.valueOf(entry.link()),
                String.valueOf(entry.executable()),
                String.valueOf(entry.size()),
                "");
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
