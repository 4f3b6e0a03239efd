package dev.shuttle.resources;

import dev.shuttle.os.OutOfMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that is there from its first use until it is closed: one that was left running is adopted, one that dies by
 * itself is started again at once, and after a failure at growing intervals of at most 30 seconds. Thread-safe.
 */
public final class SupervisedServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedServer.class);

    private static final Duration CHECK = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A server that has lived for so long is no longer reckoned to be one that cannot start. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    /** How to get one kind of server up and down. Called by one thread at a time, {@link #giveUp} excepted. */
    public interface Server {
        /** For people: what it is. */
        String label();

        /** One that runs already: left by a process before us. Its state is not known. Fails if that cannot be told. */
        Optional<Running> find() throws IOException;

        /** Adopts or starts it, and returns when it answers. */
        Running up() throws ProvisioningException, InterruptedException;

        /** Called now and then while it runs. */
        void tend() throws IOException;

        /** From another thread: a start that goes on is to fail soon. */
        void giveUp();

        /** Stops it in an orderly way, else by force; bounded. */
        void stop(ServerProcess process);
    }

    /**
     * A server that answers.
     *
     * @param process its process
     * @param port on 127.0.0.1
     */
    public record Running(ServerProcess process, int port) {}

    private final Server server;
    private final ScheduledExecutorService watch;
    private @Nullable ScheduledFuture<?> check;
    private volatile @Nullable Running running;
    private volatile boolean closed;
    private volatile long upSince;
    private boolean isUp;
    private int failures;
    private long retryAt;
    private final RepeatedFaults faults;

    public SupervisedServer(Server server, ScheduledExecutorService watch) {
        this.server = server;
        this.watch = watch;
        this.faults = new RepeatedFaults(server.label());
    }

    /** The server; started if it does not run. */
    public synchronized Running use() throws ProvisioningException, InterruptedException {
        if (closed) {
            throw new ProvisioningException("The " + server.label() + " is being stopped, as Shuttle is.");
        }
        Running now = running;
        if (now == null || !now.process().isAlive()) {
            now = up();
        }
        if (check == null) {
            check = watch.scheduleWithFixedDelay(
                    this::check, CHECK.toMillis(), CHECK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return now;
    }

    /** Whether it runs, or is to: used since we are here, or left running by a process before us. */
    public synchronized boolean isInUse() throws IOException {
        return check != null || server.find().isPresent();
    }

    /** That nothing works on its data. */
    public void requireRest() throws ProvisioningException, IOException {
        if (isInUse()) {
            throw new ProvisioningException("The " + server.label() + " still runs, but the control plane that"
                    + " started it does not. Start the control plane again, which adopts it, and try again.");
        }
    }

    private Running up() throws ProvisioningException, InterruptedException {
        Running now = server.up();
        running = now;
        upSince = System.nanoTime();
        isUp = true;
        return now;
    }

    private void check() {
        Running now = running;
        if (closed || now == null) {
            return;
        }
        try {
            if (!now.process().isAlive()) {
                revive();
            } else {
                server.tend();
            }
        } catch (IOException e) {
            LOG.debug("The log of the {} cannot be cut", server.label(), e);
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            faults.tell("could not be looked after", e); // and not thrown, which would end the watch
        }
    }

    private synchronized void revive() {
        Running now = running;
        if (closed || now == null || now.process().isAlive() || System.nanoTime() - retryAt < 0) {
            return;
        }
        boolean stable = isUp && System.nanoTime() - upSince > STABLE.toNanos();
        failures = stable ? 0 : failures + 1;
        postpone();
        try {
            if (isUp) {
                LOG.warn("The {} ended unexpectedly; restarting it", server.label());
            }
            isUp = false;
            LOG.info("The {} is back on port {}", server.label(), up().port());
        } catch (ProvisioningException | RuntimeException e) {
            if (!closed) { // else its start was given up
                faults.tell("could not be started again, and is tried again at growing intervals of at most 30 s", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            postpone();
        }
    }

    /** When the next start may come, if this one failed or its server ends at once. */
    private void postpone() {
        retryAt = System.nanoTime() + pause(failures).toNanos();
    }

    static Duration pause(int failures) {
        long seconds = failures == 0 ? 0 : Math.min(LONGEST_PAUSE.toSeconds(), 1L << Math.min(failures - 1, 5));
        return Duration.ofSeconds(seconds);
    }

    /** Stops it, and one that was left by a process before us as well. Its data stays. */
    @Override
    public void close() {
        closed = true;
        server.giveUp();
        synchronized (this) {
            if (check != null) {
                check.cancel(false);
            }
            Running now = running;
            if (now != null && now.process().isAlive()) {
                server.stop(now.process());
            } else {
                stopLeft();
            }
            running = null;
        }
    }

    private void stopLeft() {
        try {
            server.find().ifPresent(left -> server.stop(left.process()));
        } catch (IOException e) {
            LOG.warn("Whether a {} goes on cannot be told: {}", server.label(), e.toString());
        }
    }
}
