package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host: its process, files, confinement and connection, apart from the service that runs in it. Thread-safe. */
final class HostJvm {
    private static final Logger LOG = LoggerFactory.getLogger(HostJvm.class);

    /** The host ends itself when its time is over, and says what kept it. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(4);

    /** A killed process is gone at once, unless the kernel is busy with it. */
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);

    /** A JVM comes to a safepoint within milliseconds, and its output is read ten times a second. */
    private static final Duration DUMP_PATIENCE = Duration.ofSeconds(5);

    private final HostProcess process;
    private final HostDirectory directory;
    private final Confinement confinement;
    private final long heap;
    private final ServiceOutput output;
    private final Runnable released;
    private @Nullable HostConnection connection;
    private boolean gone;

    /** Runs {@code released} once, when process and directory are to be forgotten: it takes the last lines of output. */
    HostJvm(
            HostProcess process,
            HostDirectory directory,
            Confinement confinement,
            long heap,
            ServiceOutput output,
            Runnable released) {
        this.output = output;
        this.process = process;
        this.directory = directory;
        this.confinement = confinement;
        this.heap = heap;
        this.released = released;
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

    /** From now on it ends when its host misbehaves. */
    synchronized void connected(HostConnection to) {
        connection = to;
        var unused = to.misbehaved().thenRun(process::kill);
    }

    /** Completes with the reason in words when the process has ended. */
    CompletableFuture<String> ended() {
        HostConnection to = connection();
        return to == null ? process.ended() : process.ended(to.closed());
    }

    /** Asks the service to stop and awaits the end of the process; ends it by force when the time is over. */
    void stop(Duration patience) {
        boolean program = directory.programPort() != null;
        if (process.isAlive()
                && askedToStop(patience)
                && !process.awaitEnd(program ? patience : patience.plus(LAST_WORDS))
                && program) {
            output.line(
                    "err",
                    "shuttle: the service did not end within " + patience.toSeconds()
                            + " s after SIGTERM, and is killed. Its shutdown hooks must return.");
        }
        kill();
    }

    /** Ends the process without asking, and removes its files. Idempotent. */
    void kill() {
        process.kill();
        if (!process.awaitEnd(KILL_TIMEOUT)) {
            LOG.warn(
                    "The process {} of deployment {} does not end although it was killed",
                    process.pid(),
                    directory.deployment());
        }
        release();
    }

    /** Has the JVM print the stacks of its threads to its output; a JVM that was stopped by a signal goes on for that. */
    void dumpThreads() {
        if (!process.quit(directory.controlPlaneHome()) || !output.awaitDump(DUMP_PATIENCE)) {
            output.line(
                    "err",
                    "shuttle: the JVM did not tell where its threads are within " + DUMP_PATIENCE.toSeconds() + " s.");
        }
    }

    /** Leaves the process running, with its files, to be adopted. */
    synchronized void detach() {
        if (!gone) {
            gone = true;
            closeConnection();
        }
    }

    /** Why the service has failed, in its own words where there are any, once its process has ended. */
    String reason(String processEnded) {
        Optional<String> memory = confinement.memoryExceeded();
        if (memory.isPresent()) {
            return "The service " + memory.get() + ". Half of that is its heap; the rest is for threads, buffers"
                    + " and child processes. Reduce its memory, or ask the operator to raise SHUTTLE_HOST_MEMORY.";
        }
        Optional<String> connections = confinement.connectionsExceeded();
        if (connections.isPresent()) {
            return "The service " + connections.get() + ". Reduce the sizes of its pools, and close what it opens.";
        }
        HostConnection from = connection();
        String how = OutOfMemoryDetector.in(directory.output("out"), heap).orElse(processEnded);
        if (from == null) {
            Optional<String> refusal = JvmRefusal.in(directory.output("out"), directory.output("err"));
            if (refusal.isPresent()) {
                return "The JVM of the service did not start: " + refusal.get()
                        + (refusal.get().endsWith(".") ? "" : ".")
                        + " Correct its options, which come from"
                        + " JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS (mvn shuttle:env) and from a Procfile.";
            }
            return UncaughtException.in(directory.output("err"))
                    .map(thrown ->
                            "Its main threw " + thrown + ". The stack trace is in the log of this deployment. " + how)
                    .orElse(how);
        }
        try {
            from.closed().get(1, TimeUnit.SECONDS); // its last message may still be under way
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // then without
        }
        return from.failed().getNow(how);
    }

    private boolean askedToStop(Duration patience) {
        HostConnection to = connection();
        try {
            if (to == null) {
                return terminated();
            }
            to.stop(patience);
            return true;
        } catch (IOException e) {
            return false; // it is ending already, or has gone wrong
        }
    }

    /** As the end of a program that we have no connection to is asked for. */
    private boolean terminated() {
        boolean program = directory.programPort() != null;
        if (program) {
            process.terminate(directory.controlPlaneHome());
        }
        return program;
    }

    private synchronized @Nullable HostConnection connection() {
        return connection;
    }

    /** Removes what is left of a process that has ended. Idempotent. */
    synchronized void release() {
        if (gone) {
            return;
        }
        gone = true;
        Session.killLeft(process.pid());
        confinement.end();
        released.run();
        closeConnection();
        try {
            directory.remove();
        } catch (IOException e) {
            LOG.warn("The directory {} could not be removed: {}", directory.path(), e.toString());
        }
    }

    private void closeConnection() {
        try {
            HostConnection open = connection;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.info("The connection to {} could not be closed: {}", directory.deployment(), e.toString());
        }
    }
}
