package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.ProcFs;
import dev.shuttle.os.Uninterruptibles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A build's process with all that it starts: when {@link #run} returns, in whatever way, every descendant has ended,
 * including daemons re-parented to init. They are found through the cgroup, or by an environment variable, which a
 * hostile build could clear.
 */
final class BuildProcess {

    /** Set for every build to a directory of its own, so that it also tells builds apart. */
    static final String MARK = "TMPDIR";

    /** The time to read the rest of the output once no writer is left. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    /** A fork in flight escapes one look; what forks on and on is looked for until it is gone, or so long. */
    private static final Duration KILLED = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(5);

    private final ProcessBuilder command;
    private final Path scratch;
    private final Runnable endAll;

    /**
     * A build's process.
     *
     * @param endAll ends what the sandbox holds
     */
    BuildProcess(ProcessBuilder command, Path scratch, Runnable endAll) {
        this.command = command;
        this.scratch = scratch;
        this.endAll = endAll;
    }

    /** The exit code; empty if the time was over. */
    OptionalInt run(String name, Duration timeout, LineSink output) throws IOException, InterruptedException {
        Process process = command.start();
        OutputLines lines = new OutputLines(process.getInputStream(), output);
        Thread reader = DaemonThreads.start("build-output-" + name, lines);
        try {
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } finally {
            end(process);
            finish(process, reader);
        }
    }

    private void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        // By its handle: Process.destroyForcibly() also closes the output, unread lines and all.
        process.toHandle().destroyForcibly();
        endAll.run();
        endMarked(scratch);
        awaitEnd(process);
    }

    /** Ends what carries the mark. The mark of a folder above stands for all builds in it. */
    static void endMarked(Path scratch) {
        long deadline = System.nanoTime() + KILLED.toNanos();
        while (endAnyVisible(scratch) && System.nanoTime() < deadline) {
            Uninterruptibles.sleep(LOOK);
        }
    }

    /** Where processes cannot be listed, there may be some. */
    private static boolean endAnyVisible(Path scratch) {
        try {
            return endVisible(scratch);
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    /** The processes that have the mark in their environment. */
    static List<Long> marked(Path scratch) {
        return ProcFs.pids().stream().filter(pid -> isMarked(pid, scratch)).toList();
    }

    private static boolean endVisible(Path scratch) {
        boolean found = false;
        for (long pid : marked(scratch)) {
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            found |= handle.isPresent() && handle.get().destroyForcibly();
        }
        return found;
    }

    private static boolean isMarked(long pid, Path scratch) {
        String mark = new String((MARK + "=" + scratch).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String environment = ProcFs.environment(pid);
        return environment.contains("\0" + mark + "\0") || environment.contains("\0" + mark + "/");
    }

    /** Not to be interrupted: a killed process ends at once, and the next step deletes its files. */
    private static void awaitEnd(Process process) {
        Uninterruptibles.await(process::waitFor);
    }

    private static void finish(Process process, Thread reader) throws IOException, InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            reader.join(LAST_OUTPUT.toMillis());
        } finally {
            process.getInputStream().close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
