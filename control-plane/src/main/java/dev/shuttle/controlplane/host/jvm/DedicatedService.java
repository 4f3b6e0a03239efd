package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service in a JVM of its own. */
final class DedicatedService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(DedicatedService.class);

    /** What {@link RunningService#stop()} promises. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /** The host ends itself when its time is over, and says what kept it. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(4);

    /** A killed process is gone at once, unless the kernel is busy with it. */
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    private final String deployment;
    private final InetSocketAddress address;
    private final HostProcess process;
    private final HostDirectory directory;
    private final Confinement confinement;
    private final Runnable released;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private @Nullable HostConnection connection;
    private volatile boolean stopping;
    private boolean gone;

    /**
     * Watches a process.
     *
     * @param confinement holds it
     * @param released runs once, when process and directory are to be forgotten: takes the last lines of the output
     */
    DedicatedService(
            String deployment,
            InetSocketAddress address,
            HostProcess process,
            HostDirectory directory,
            Confinement confinement,
            Runnable released) {
        this.deployment = deployment;
        this.address = address;
        this.process = process;
        this.directory = directory;
        this.confinement = confinement;
        this.released = released;
    }

    @Override
    public String deployment() {
        return deployment;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    HostProcess process() {
        return process;
    }

    HostDirectory directory() {
        return directory;
    }

    OsUser account() {
        return confinement.account();
    }

    synchronized void connected(HostConnection to) {
        connection = to;
    }

    /** From now on its end is an event. */
    void watch() {
        HostConnection to = connection();
        (to == null ? process.ended() : process.ended(to.closed()))
                .thenAcceptAsync(this::endedByItself, Parallel.BEHIND)
                .exceptionally(e -> {
                    LOG.warn("The end of the host of {} could not be handled", deployment, e);
                    return null;
                });
    }

    @Override
    public void stop() {
        stopping = true;
        if (process.isAlive() && askedToStop()) {
            process.awaitEnd(STOP_TIMEOUT.plus(LAST_WORDS));
        }
        kill();
    }

    /** Ends it without asking, and removes what is left of it. Idempotent. */
    void kill() {
        stopping = true;
        process.kill();
        if (!process.awaitEnd(KILL_TIMEOUT)) {
            LOG.warn("The process {} of deployment {} does not end although it was killed", process.pid(), deployment);
        }
        release();
    }

    /** Why the service has failed, in its own words where there are any, once its process has ended. */
    String reason(String processEnded) {
        Optional<String> memory = confinement.memoryExceeded();
        if (memory.isPresent()) {
            return "The service " + memory.get() + ". Its heap may be half of that; the rest goes to threads, buffers"
                    + " and processes of its own. Have it take less, or the limit raised (SHUTTLE_HOST_MEMORY).";
        }
        HostConnection from = connection();
        String how = OutOfMemoryDetector.in(directory.output("out"), HostCommand.heap(confinement.memory()))
                .orElse(processEnded);
        if (from == null) {
            return how;
        }
        try {
            from.closed().get(1, TimeUnit.SECONDS); // what it has said before its end may still be under way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // then without
        }
        return from.failed().getNow(how);
    }

    private void endedByItself(String how) {
        String reason = reason(how);
        release();
        if (!stopping) {
            ended.complete(reason);
        }
    }

    private boolean askedToStop() {
        HostConnection to = connection();
        try {
            if (to == null) {
                return false;
            }
            to.stop(STOP_TIMEOUT);
            return true;
        } catch (IOException e) {
            return false; // it is ending already, or has gone wrong
        }
    }

    private synchronized @Nullable HostConnection connection() {
        return connection;
    }

    private synchronized void release() {
        if (gone) {
            return;
        }
        gone = true;
        Session.killLeft(process.pid());
        confinement.end();
        released.run();
        try {
            if (connection != null) {
                connection.close();
            }
            directory.remove();
        } catch (IOException e) {
            LOG.warn("The directory {} could not be removed: {}", directory.path(), e.toString());
        }
    }
}
