package dev.shuttle.controlplane.api;

import dev.shuttle.os.Disk;
import java.time.Duration;

/**
 * How much of the server an upload may take.
 *
 * @param bytes of an archive
 * @param silence without a byte, after which an upload is ended
 * @param bytesPerSecond on the whole, at least; looked at from the end of the first silence on
 * @param longest of all its bytes, however steadily they come
 * @param atATime uploads; each holds a thread
 * @param keptFree bytes of the disk that uploads leave alone
 */
public record UploadBounds(
        long bytes, Duration silence, long bytesPerSecond, Duration longest, int atATime, long keptFree) {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Slow links are ten times faster; slow-loris clients are not. */
    private static final long BYTES_PER_SECOND = 1024;

    /** The largest archive by default at 300 kbit/s. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private static final int AT_A_TIME = 32;

    /**
     * The bounds of a server.
     *
     * @param bytes of an archive
     * @return with our own for the rest
     */
    public static UploadBounds upTo(long bytes) {
        return new UploadBounds(bytes, SILENCE, BYTES_PER_SECOND, LONGEST, AT_A_TIME, Disk.KEPT_FREE);
    }
}
