package dev.shuttle.controlplane;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its heap is used up, so that a unit starts it again: half a control plane is of no use. It is
 * known by an {@link OutOfMemoryError} that nothing caught, or that was caught where anything is; and, since libraries
 * catch some, by a heap that stays full while little but its collection goes on.
 */
final class OutOfMemoryExit {
    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryExit.class);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Looks in a row. */
    private static final int FULL_LOOKS = 10;

    /** Of the time, spent with collection; and of the heap, free. */
    private static final double BUSY = 0.5;

    private static final double FREE = 0.05;

    private final int fullLooks;
    private int full;
    private long collected = -1;
    private long looked;

    private OutOfMemoryExit(int fullLooks) {
        this.fullLooks = fullLooks;
    }

    /** For the whole process. */
    static void install() {
        install(FULL_LOOKS);
    }

    /** With so many looks in a row at a full heap. */
    static void install(int fullLooks) {
        OutOfMemory.onError(OutOfMemoryExit::halt);
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            OutOfMemory.exitIfCaused(fault);
            LOG.error("The thread {} ended by a fault", thread.getName(), fault);
        });
        OutOfMemoryExit watch = new OutOfMemoryExit(fullLooks);
        DaemonThreads.start("shuttle-memory", watch::run);
    }

    private static void halt() {
        try {
            System.err.println("shuttle: the control plane is out of memory and exits with " + Command.OUT_OF_MEMORY
                    + "; services go on. Start it again, with a larger -Xmx if this is usual here.");
        } finally {
            Runtime.getRuntime().halt(Command.OUT_OF_MEMORY);
        }
    }

    private void run() {
        try {
            while (full < fullLooks) {
                Thread.sleep(LOOK.toMillis());
                look();
            }
        } catch (InterruptedException e) {
            return;
        }
        halt();
    }

    private void look() {
        Runtime heap = Runtime.getRuntime();
        double free = 1 - (double) (heap.totalMemory() - heap.freeMemory()) / heap.maxMemory();
        if (free >= FREE) {
            full = 0;
            collected = -1; // and the beans that know it are not even loaded
            return;
        }
        long now = System.nanoTime();
        long collectedNow = collectedMillis();
        boolean busy = collected >= 0 && (collectedNow - collected) * 1e6 / (now - looked) > BUSY;
        full = busy ? full + 1 : 0;
        collected = collectedNow;
        looked = now;
    }

    private static long collectedMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }
}
