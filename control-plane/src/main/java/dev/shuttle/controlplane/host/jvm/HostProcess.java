package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.os.ProcFs;
import dev.shuttle.os.ShortProcess;
import dev.shuttle.os.Uninterruptibles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The process of a host: our child, or one that a control plane before us has started. Thread-safe. */
final class HostProcess {
    /** The JDK tells at once that a child has ended, and looks at any other process every 0.3 to 5 s only. */
    private static final Duration LOOK = Duration.ofMillis(20);

    /** A process that has hung up ends within that, or it was something else. */
    private static final Duration HUNG_UP = Duration.ofSeconds(5);

    /** Once a process could not be seen. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final ProcessHandle handle;
    private final @Nullable Process child;

    private HostProcess(ProcessHandle handle, @Nullable Process child) {
        this.handle = handle;
        this.child = child;
    }

    static HostProcess launch(ProcessBuilder builder) throws IOException {
        Process child = builder.start();
        return new HostProcess(child.toHandle(), child);
    }

    /**
     * The process of that number, if it is a host of this home and deployment: the pid may have been reused.
     *
     * @throws IOException if that process cannot be looked at
     */
    static Optional<HostProcess> find(long pid, Path home, HostDirectory directory) throws IOException {
        Optional<ProcessHandle> found = ProcFs.find(pid).filter(ProcFs::isAlive);
        if (found.isPresent() && !isOf(arguments(found.get()), home, directory)) {
            ProcFs.requireSight(pid);
            found = found.filter(handle -> isOf(arguments(handle), home, directory));
        }
        return found.map(handle -> new HostProcess(handle, null));
    }

    private static boolean isOf(List<String> arguments, Path home, HostDirectory directory) {
        return arguments.containsAll(HostCommand.marks(home, directory.deployment()))
                || arguments.contains(directory.script().toString());
    }

    /** The hosts of that home that run for those deployments, our children or not. */
    static List<HostProcess> ofHome(Path home, Predicate<String> deployments) {
        return ProcessHandle.allProcesses()
                .filter(handle -> HostCommand.deployment(home, arguments(handle))
                        .filter(deployments)
                        .isPresent())
                .map(handle -> new HostProcess(handle, null))
                .toList();
    }

    long pid() {
        return handle.pid();
    }

    boolean isAlive() {
        return child == null ? ProcFs.isAlive(handle) : child.isAlive();
    }

    /** Completes with the reason in words when the process has ended. */
    CompletableFuture<String> ended() {
        // A child's own future waits until its exit code is there, which its handle's does not.
        return (child == null ? gone() : child.onExit()).thenApply(ended -> how());
    }

    /** For want of file descriptors the JDK takes a process that it cannot see for one that has ended. */
    private CompletableFuture<ProcessHandle> gone() {
        Executor later = CompletableFuture.delayedExecutor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        return handle.onExit()
                .thenCompose(ended -> isAlive()
                        ? CompletableFuture.supplyAsync(() -> ended, later).thenCompose(unseen -> gone())
                        : CompletableFuture.completedFuture(ended));
    }

    /** Like {@link #ended()}, but polls an adopted process as soon as its connection closes. */
    CompletableFuture<String> ended(CompletableFuture<Void> hungUp) {
        CompletableFuture<String> ended = ended();
        if (child == null) {
            var unused = hungUp.thenRunAsync(
                    () -> {
                        if (awaitEnd(HUNG_UP)) {
                            ended.complete(how());
                        }
                    },
                    Parallel.BEHIND);
        }
        return ended;
    }

    boolean awaitEnd(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        CompletableFuture<ProcessHandle> exit = handle.onExit();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended && System.nanoTime() < end) {
            try {
                long left = Math.min(end - System.nanoTime(), LOOK.toNanos());
                exit.get(Math.max(1, left), TimeUnit.NANOSECONDS);
                ended = !isAlive();
                if (!ended) {
                    Uninterruptibles.sleep(LOOK);
                }
            } catch (InterruptedException e) {
                interrupted = true; // a process that is being ended is waited for all the same
            } catch (ExecutionException | TimeoutException e) {
                ended = !isAlive();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended || !isAlive();
    }

    /**
     * Asks its JVM to end, by SIGTERM: under bubblewrap the JVM is a child of the process that we know, which would take
     * the JVM along without asking.
     */
    void terminate(Path home) {
        jvm(home).ifPresent(ProcessHandle::destroy);
    }

    /** Has its JVM print a thread dump; false if it could not be told. */
    boolean quit(Path home) {
        return jvm(home)
                .map(ProcessHandle::pid)
                .map(pid -> ShortProcess.run(List.of("sh", "-c", "kill -QUIT " + pid + " && kill -CONT " + pid)))
                .filter(ShortProcess::succeeded)
                .isPresent();
    }

    private Optional<ProcessHandle> jvm(Path home) {
        return Stream.concat(Stream.of(handle), handle.descendants())
                .filter(each -> HostCommand.deployment(home, arguments(each)).isPresent())
                .reduce((outer, inner) -> inner);
    }

    /** Ends it by force. */
    void kill() {
        if (isAlive()) {
            handle.destroyForcibly();
        }
    }

    /** Ports on which it, or a process that it has started, listens; empty where the machine does not say. */
    List<Integer> listeningPorts() {
        return ListeningPorts.of(pids());
    }

    /** At which addresses they listen on a port. */
    List<InetAddress> listeningAddresses(int port) {
        return ListeningPorts.addresses(pids(), port);
    }

    private List<Long> pids() {
        return Stream.concat(Stream.of(handle), handle.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Whether it, or a process that it has started, has something to do. */
    boolean isBusy() {
        return Stream.concat(Stream.of(handle), handle.descendants()).anyMatch(each -> ProcFs.isBusy(each.pid()));
    }

    private String how() {
        if (child == null || child.isAlive()) {
            return "The service's process has ended.";
        }
        int code = child.exitValue();
        return "The service's process ended with exit code " + code
                + switch (code) {
                    case 0 -> ": its main returned and left no thread running, or it called System.exit.";
                    case 3 -> ": it called System.exit(3), or ran out of memory.";
                    case 134 -> ": the JVM itself crashed.";
                    case 137 -> ": it was killed (did the server run out of memory?).";
                    case 143 -> ": another process ended it (SIGTERM).";
                    default -> ".";
                };
    }

    private static List<String> arguments(ProcessHandle handle) {
        return ProcFs.arguments(handle.pid())
                .orElseGet(() -> handle.info().arguments().map(List::of).orElse(List.of()));
    }
}
