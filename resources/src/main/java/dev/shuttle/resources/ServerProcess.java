package dev.shuttle.resources;

import dev.shuttle.os.ShortProcess;
import dev.shuttle.os.Uninterruptibles;
import dev.shuttle.os.Zombies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The process of that number, if its command line is that of our server, since pids are reused. */
    public static Optional<ServerProcess> find(long pid, Predicate<List<String>> ours) {
        return ProcessHandle.of(pid)
                .map(ServerProcess::new)
                .filter(ServerProcess::isAlive)
                .filter(process -> ours.test(process.arguments()));
    }

    public long pid() {
        return handle.pid();
    }

    /** A zombie (in a container whose init does not reap) is not alive. */
    public boolean isAlive() {
        return handle.isAlive() && !Zombies.has(pid());
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
            try {
                ShortProcess.run(List.of("sh", "-c", "kill -" + name + " " + pid()));
            } catch (IOException e) {
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
        try {
            byte[] line = Files.readAllBytes(proc("cmdline"));
            return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
        } catch (IOException e) {
            ProcessHandle.Info info = handle.info();
            return info.commandLine().map(line -> List.of(line.split(" ", -1))).orElse(List.of());
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid()), file);
    }
}
