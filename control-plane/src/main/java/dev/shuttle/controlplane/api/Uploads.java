package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.http.PacedBody;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.os.Digests;
import dev.shuttle.os.Disk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** Streams archives to disk, counted and hashed on the way, within bounds. Thread-safe. */
final class Uploads {
    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** An upload is there once when it is sent and, roughly, once more when it is unpacked. */
    private static final int COPIES = 2;

    /** Of the limit: clients need not know it to be told. */
    private static final int DISCARDED = 4;

    private static final Duration DISCARDING = Duration.ofMinutes(5);

    private final Path folder;
    private final UploadBounds bounds;

    /** To that folder, which exists. */
    Uploads(Path folder, UploadBounds bounds) {
        this.folder = folder;
        this.bounds = bounds;
    }

    /** Refuses what says beforehand that it is too large; the size is below 0 where it does not say. */
    void announce(long size) throws IOException {
        if (size > bounds.bytes()) {
            throw tooLarge();
        }
        requireRoom(COPIES * Math.max(size, 0));
    }

    /** A new file for an archive on its way in. */
    Path newFile() throws IOException {
        return Files.createTempFile(folder, "incoming-", ".part");
    }

    /**
     * Takes a body.
     *
     * @return {@code sha256:} and its hash
     */
    String receive(InputStream body, Path archive) throws IOException {
        MessageDigest sha256 = Digests.sha256();
        InputStream paced = new PacedBody(body, bounds.silence(), bounds.bytesPerSecond(), bounds.longest());
        long total = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(archive), sha256)) {
            requireGzip(buffer, paced.readNBytes(buffer, 0, 2));
            for (int count = 2; count >= 0; count = paced.read(buffer)) {
                total += count;
                if (total > bounds.bytes()) {
                    throw tooLarge();
                }
                if (total / MIB != (total - count) / MIB) {
                    requireRoom(0);
                }
                out.write(buffer, 0, count);
            }
        }
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    /** Reads what is left of a refused body: a client that still sends when the connection is closed sees no answer. */
    void discard(InputStream body) throws IOException {
        InputStream paced = new PacedBody(body, bounds.silence(), bounds.bytesPerSecond(), DISCARDING);
        byte[] buffer = new byte[BUFFER];
        long left = DISCARDED * bounds.bytes();
        for (int count = paced.read(buffer); count > 0 && left > 0; count = paced.read(buffer)) {
            left -= count;
        }
    }

    private void requireRoom(long bytes) throws IOException {
        if (Disk.free(folder) < bytes + bounds.keptFree()) {
            throw new ProblemException(
                    507,
                    "No space",
                    "The server's disk has less than " + size(bytes + bounds.keptFree()) + " left, reserved for"
                            + " running services. Its operator must make room; nothing was changed.");
        }
    }

    private static void requireGzip(byte[] buffer, int count) {
        if (count == 0) {
            throw ProblemException.unprocessable(
                    "The request has no body; send the gzipped tar of the project's root, as with `tar cz . | curl"
                            + " --data-binary @- …`.");
        }
        if (count < 2 || (buffer[0] & 0xff) != GZIP_MAGIC_1 || (buffer[1] & 0xff) != GZIP_MAGIC_2) {
            throw ProblemException.unprocessable("The body is not gzip; send the gzipped tar of the project's root.");
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                413,
                "Too large",
                "The archive is larger than the limit of " + size(bounds.bytes()) + "; leave files out"
                        + " with .shuttleignore, or ask the operator to raise SHUTTLE_MAX_UPLOAD.");
    }

    /** As the setting is written, where that comes out even. */
    private static String size(long bytes) {
        if (bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
    }
}
