package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.sandbox.MachineMemory;
import dev.shuttle.os.DaemonThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resident builders that wait for the next build of their project, one a project, and a bounded number. They end when
 * they were idle for ten minutes, when the machine is short of memory, and when others that were used later need their
 * place. Thread-safe.
 */
public final class ResidentBuilders implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResidentBuilders.class);

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** Below that, running services need the memory more. */
    private static final long LEAST_AVAILABLE = 512L << 20;

    private final int most;
    private final Duration idle;
    private final LongSupplier available;
    private final Map<String, ResidentBuilder> waiting = new HashMap<>();

    /** Projects whose last builder has run on after its build, and was ended. */
    private final Set<String> disturbed = new HashSet<>();

    private final ScheduledExecutorService clock;
    private boolean closed;

    /**
     * None yet.
     *
     * @param most builders that are kept; 0: none
     */
    public ResidentBuilders(int most) {
        this(most, IDLE, LOOK, MachineMemory::available);
    }

    ResidentBuilders(int most, Duration idle, Duration look, LongSupplier available) {
        this.most = most;
        this.idle = idle;
        this.available = available;
        clock = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("resident-builders"));
        var unused = clock.scheduleWithFixedDelay(this::look, look.toNanos(), look.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether builders are kept at all. */
    boolean isWanted() {
        return most > 0;
    }

    /** The project's, for its caller alone until it is put back; one that is not of that key is ended. */
    synchronized Optional<ResidentBuilder> take(String project, String key) {
        disturbed.remove(project);
        ResidentBuilder taken = waiting.remove(project);
        if (taken == null || taken.fits(key)) {
            return Optional.ofNullable(taken);
        }
        end(taken);
        return Optional.empty();
    }

    /** After a build: it waits for the next one, or is ended. */
    synchronized void put(ResidentBuilder builder) throws IOException {
        if (closed || !builder.tidy()) {
            builder.close();
            return;
        }
        waiting.put(builder.place().project(), builder);
        while (waiting.size() > most) {
            endOldest();
        }
    }

    private void endOldest() {
        ResidentBuilder oldest = waiting.values().stream()
                .min(Comparator.comparingLong(ResidentBuilder::idleSince))
                .orElseThrow();
        waiting.remove(oldest.place().project());
        end(oldest);
    }

    /** Under the lock: the end of a builder ends whatever runs as its project's user. */
    private synchronized void look() {
        waiting.values().removeIf(builder -> {
            boolean over = System.nanoTime() - builder.idleSince() >= idle.toNanos();
            if (over) {
                end(builder);
            }
            return over;
        });
        if (!waiting.isEmpty() && available.getAsLong() < LEAST_AVAILABLE) {
            endOldest();
        }
    }

    /**
     * Ends a project's builder, if one waits.
     *
     * @param project its name
     */
    public synchronized void end(String project) {
        ResidentBuilder builder = waiting.remove(project);
        if (builder != null) {
            end(builder);
        }
    }

    /** Whether nothing of the project's last build has run since; asked once. If something has, its builder is ended. */
    synchronized boolean hasStayed(String project) {
        ResidentBuilder builder = waiting.get(project);
        if (builder != null && !builder.hasStayed()) {
            end(project);
        }
        return !disturbed.remove(project);
    }

    private void end(ResidentBuilder builder) {
        if (!builder.hasStayed()) {
            disturbed.add(builder.place().project());
        }
        try {
            builder.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("files of the builder of {} are left: {}", builder.place().project(), e.toString());
        }
    }

    /** Ends all. */
    @Override
    public synchronized void close() {
        clock.shutdownNow();
        closed = true;
        waiting.values().forEach(this::end);
        waiting.clear();
    }
}
