package dev.shuttle.resources;

import dev.shuttle.os.ProcFs;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.os.Uninterruptibles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The process of a server: our child, or one that a process before us has started and left. Thread-safe. */
public final class ServerProcess {
    private static final Duration POLL = Duration.ofMillis(10);

    private final ProcessHandle handle;

    public ServerProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /**
     * The process of that number, if its command line is that of our server, since pids are reused.
     *
     * @throws IOException if that process cannot be looked at
     */
    public static Optional<ServerProcess> find(long pid, Predicate<List<String>> ours) throws IOException {
        Optional<ServerProcess> found = ProcFs.find(pid).map(ServerProcess::new).filter(ServerProcess::isAlive);
        if (found.isPresent() && !ours.test(found.get().arguments())) {
            ProcFs.requireSight(pid);
            found = found.filter(process -> ours.test(process.arguments()));
        }
        return found;
    }

    public long pid() {
        return handle.pid();
    }

    /** A zombie (in a container whose init does not reap) is not alive. */
    public boolean isAlive() {
        return ProcFs.isAlive(handle);
    }

    /** Waits even when interrupted: a process that is being ended is waited for all the same. */
    public boolean awaitEnd(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (isAlive() && System.nanoTime() - end < 0) {
            Uninterruptibles.sleep(POLL);
        }
        return !isAlive();
    }

    /** Sends SIGINT, SIGQUIT, …, which Java itself cannot; the shell's own kill is on every machine. */
    public void signal(String name) {
        if (isAlive()) {
            ShortProcess sent = ShortProcess.run(List.of("sh", "-c", "kill -" + name + " " + pid()));
            if (sent.exitCode() == ShortProcess.NO_EXIT) {
                handle.destroy();
            }
        }
    }

    public void terminate() {
        handle.destroy();
    }

    public void kill() {
        handle.destroyForcibly();
    }

    private List<String> arguments() {
        return ProcFs.arguments(pid()).orElseGet(() -> handle.info()
                .commandLine()
                .map(line -> List.of(line.split(" ", -1)))
                .orElse(List.of()));
    }
}
