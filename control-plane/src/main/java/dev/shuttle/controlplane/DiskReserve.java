package dev.shuttle.controlplane;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in the home that is there for its size only: a start on a full disk deletes it, and has that much room to work
 * with, since the store cannot even be read without any. It is made again when there is room. Thread-safe.
 */
final class DiskReserve implements AutoCloseable {
    static final String FILE = "reserve";

    /** A start writes some pages of the store, and a few small files. */
    static final long BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);

    private static final Duration LOOK = Duration.ofMinutes(1);

    private static final int BLOCK = 1 << 20;

    private final Path home;
    private final Path file;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("disk-reserve"));

    DiskReserve(Path home) {
        this.home = home;
        this.file = home.resolve(FILE);
    }

    /** At a start, before anything is written. */
    void releaseIfFull() {
        try {
            if (Disk.free(home) < BYTES && Files.deleteIfExists(file)) {
                LOG.warn(
                        "The disk of {} is full: {} MiB that were reserved for this start are released. What serves goes on;"
                                + " nothing can be deployed until there is room.",
                        home,
                        BYTES >> 20);
            }
        } catch (IOException e) {
            LOG.warn("The reserve {} could not be released: {}", file, e.toString());
        }
    }

    /** Looks from now on whether it can be made. */
    void keep() {
        var unused = watch.scheduleWithFixedDelay(this::make, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes it, if it is not there and there is room. */
    void make() {
        try {
            if (file.toFile().length() != BYTES && Disk.free(home) > Disk.KEPT_FREE + BYTES) {
                write();
            }
        } catch (IOException e) {
            LOG.warn("The reserve {} could not be made: {}", file, e.toString());
        }
    }

    private void write() throws IOException {
        byte[] block = new byte[BLOCK];
        new Random().nextBytes(block); // a file system could store zeros without room
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < BYTES; written += BLOCK) {
                out.write(block);
            }
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
