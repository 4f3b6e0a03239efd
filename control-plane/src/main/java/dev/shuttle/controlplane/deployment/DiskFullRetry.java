package dev.shuttle.controlplane.deployment;

import dev.shuttle.os.DiskFull;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what must not be lost although the store's disk is full: until there is room, or the control plane ends, after
 * which the next one finds out by itself. The store comes back without a restart.
 */
final class DiskFullRetry {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFullRetry.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private DiskFullRetry() {}

    /** Runs on the caller's thread; other failures than a full disk are thrown. */
    static void run(String what, BooleanSupplier ending, Runnable write) {
        boolean said = false;
        while (true) {
            try {
                write.run();
                return;
            } catch (RuntimeException e) {
                if (!DiskFull.caused(e)) {
                    throw e;
                }
                if (!said) {
                    LOG.warn("{} cannot be stored, and waits: the disk is full", what);
                    said = true;
                }
            }
            if (ending.getAsBoolean() || !pause()) {
                LOG.warn("{} was not stored", what);
                return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
