package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.ProcFs;
import dev.shuttle.os.Uninterruptibles;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Maven JVM that stays for the next build of its project. While none runs it is stopped: nothing in it can write to what
 * the build before has made. One build at a time. Its other side is {@code dev.shuttle.builder.resident.ResidentMaven}.
 */
final class ResidentBuilder implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int MOST_LOOKS = 100;
    private static final long ALIVE_MILLIS = 200;

    /** The time for the rest of the output once the answer is there, and for the end of a process that has hung up. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(5);

    /** Class loaders and compiled code pile up; a new one is started after so many. */
    private static final int MOST_BUILDS = 100;

    /** Even large builds leave less behind; a builder that grows is started again. */
    private static final long MOST_RESIDENT = 1L << 30;

    private final String key;
    private final BuildPlace place;
    private final ProcessBuilder command;
    private final MarkedOutput output = new MarkedOutput();
    private final Set<Long> own = new HashSet<>();
    private @Nullable Process process;
    private @Nullable Thread reader;
    private @Nullable SocketChannel channel;
    private long jvm;
    private int builds;
    private long idleSince;
    private boolean stopped;
    private Set<String> switches = Set.of();
    private boolean closed;
    private @Nullable Answer last;

    /** {@code ends}: why the JVM ends now; empty if it stays. */
    private record Answer(int exit, boolean blamesPlugin, String ends) {}

    /**
     * One that starts with its first build.
     *
     * @param key says which builds it fits
     * @param place closed with it
     * @param command starts it
     */
    ResidentBuilder(String key, BuildPlace place, ProcessBuilder command) {
        this.key = key;
        this.place = place;
        this.command = command;
    }

    /** Where it asks for builds, in the scratch folder. */
    static Path socket(Path scratch) {
        return scratch.resolve("s");
    }

    BuildPlace place() {
        return place;
    }

    /** Whether it is stopped, alive and of use for such a build. */
    boolean fits(String wanted) {
        Process running = process;
        return !closed && running != null && running.isAlive() && ProcFs.isStopped(jvm) && key.equals(wanted);
    }

    /** By {@link System#nanoTime()}. */
    long idleSince() {
        return idleSince;
    }

    /** Whether the last build failed although another JVM might do: a plugin broke, and it had run here before. */
    boolean isSuspect() {
        Answer answer = last;
        return builds > 1 && answer != null && answer.exit() != 0 && answer.blamesPlugin();
    }

    /**
     * Runs one build; what it may write is its own already.
     *
     * @return the exit code; empty if the time was over. Its processes go on until {@link #settle} or {@link #close}
     * @throws LostException if it has ended before the build began
     */
    OptionalInt run(List<String> arguments, Duration timeout, LineSink sink) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        String mark = UUID.randomUUID().toString();
        output.begin(sink, mark);
        stopped = false;
        last = null;
        builds++;
        if (process == null && !start(deadline)) {
            return ended();
        }
        if (builds > 1) {
            place.confinement().resume(jvm);
        }
        SocketChannel connection = Objects.requireNonNull(channel);
        try {
            send(connection, arguments, mark);
        } catch (IOException e) {
            if (builds > 1) {
                throw new LostException(e);
            }
            return ended();
        }
        return await(connection, deadline);
    }

    /** Returns false if it has ended, or the time is over. */
    private boolean start(long deadline) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = socket(place.scratch());
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            server.configureBlocking(false);
            place.confinement().account().admit(socket, "rw-rw----");
            Process started = command.start();
            process = started;
            reader = DaemonThreads.start(
                    "resident-builder-" + place.project(), new OutputLines(started.getInputStream(), output));
            SocketChannel accepted = server.accept();
            while (accepted == null && started.isAlive() && System.nanoTime() < deadline) {
                Thread.sleep(LOOK.toMillis());
                accepted = server.accept();
            }
            if (accepted == null) {
                return false;
            }
            channel = accepted;
            Files.deleteIfExists(socket);
            know(started);
            return true;
        }
    }

    /** No code of a build has run yet: these are the JVM, and what confines it. */
    private void know(Process started) {
        own.add(started.pid());
        started.descendants().forEach(each -> own.add(each.pid()));
        jvm = started.descendants()
                .filter(each -> each.children().findAny().isEmpty())
                .findFirst()
                .map(ProcessHandle::pid)
                .orElse(started.pid());
    }

    private static void send(SocketChannel connection, List<String> arguments, String mark) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var request = new DataOutputStream(bytes);
        request.writeInt(arguments.size());
        request.writeUTF(mark);
        for (String argument : arguments) {
            request.writeUTF(argument);
        }
        Channels.newOutputStream(connection).write(bytes.toByteArray());
    }

    private OptionalInt await(SocketChannel connection, long deadline) throws InterruptedException {
        CompletableFuture<Optional<Answer>> coming = new CompletableFuture<>();
        Thread answers = DaemonThreads.start(
                "resident-builder-answer-" + place.project(), () -> coming.complete(answer(connection)));
        Process running = Objects.requireNonNull(process);
        while (!coming.isDone() && running.isAlive() && System.nanoTime() < deadline) {
            answers.join(ALIVE_MILLIS);
        }
        if (System.nanoTime() >= deadline) {
            return OptionalInt.empty();
        }
        last = coming.isDone() ? coming.join().orElse(null) : null;
        if (last == null) {
            return ended();
        }
        output.end(LAST_OUTPUT);
        return OptionalInt.of(last.exit());
    }

    /** Empty if it hangs up, as it does when it ends. Code of the build could answer as well: see {@link BuildReport}. */
    private static Optional<Answer> answer(SocketChannel connection) {
        try {
            var in = new DataInputStream(Channels.newInputStream(connection));
            return Optional.of(new Answer(in.readInt(), in.readBoolean(), in.readUTF()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** It ended in the middle of a build, or does not end; then the time is over. */
    private OptionalInt ended() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        if (!running.waitFor(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS)) {
            return OptionalInt.empty();
        }
        Objects.requireNonNull(reader).join(LAST_OUTPUT.toMillis());
        output.endNow();
        return OptionalInt.of(running.exitValue());
    }

    /**
     * After a build: stops it for the next one, or ends it. Nothing of the build runs when this returns, and its files are
     * as it left them.
     *
     * @return why it could not be kept; empty if it is
     */
    Optional<String> settle() throws IOException {
        Optional<String> why = unfit();
        if (why.isEmpty() && !place.confinement().stop(jvm, own, this::others)) {
            why = Optional.of("its processes cannot be stopped");
        }
        stopped = why.isEmpty();
        if (stopped) {
            switches = lastSwitches();
        } else {
            end();
        }
        return why;
    }

    /** A thread is seen as stopped a moment before it gives up its processor, which counts. */
    private Set<String> lastSwitches() {
        Set<String> before = Set.of();
        Set<String> last = ProcFs.switches(jvm);
        for (int i = 0; i < MOST_LOOKS && !last.equals(before); i++) {
            Uninterruptibles.sleep(LOOK);
            before = last;
            last = ProcFs.switches(jvm);
        }
        return last;
    }

    /**
     * Whether nothing of it has run since the last build was settled. A process can have itself continued: by a timer, by
     * a file, by the end of another one.
     */
    boolean hasStayed() {
        return !stopped || (ProcFs.isStopped(jvm) && ProcFs.switches(jvm).equals(switches));
    }

    /** Whether it can wait for the next build; what the last one left is deleted then. */
    boolean tidy() throws IOException {
        if (!stopped || isSuspect()) {
            return false;
        }
        place.tidy();
        idleSince = System.nanoTime();
        return true;
    }

    private Optional<String> unfit() throws IOException {
        Answer answer = last;
        if (answer == null) {
            return Optional.of("its JVM did not finish it");
        }
        if (!answer.ends().isEmpty()) {
            awaitEnd();
            return Optional.of(answer.ends());
        }
        if (place.confinement().memoryExceeded().isPresent()) {
            return Optional.of("it ran out of memory");
        }
        if (builds >= MOST_BUILDS) {
            return Optional.of("it has run " + builds + " builds");
        }
        if (ProcFs.residentBytes(jvm) > MOST_RESIDENT) {
            return Optional.of("it takes more than " + (MOST_RESIDENT >> 20) + " MiB of memory");
        }
        return place.isRepositoryTooLarge()
                ? Optional.of("the project's local repository is too large, and is deleted")
                : Optional.empty();
    }

    /** It runs its shutdown hooks, as Maven does at the end of each build. */
    private void awaitEnd() {
        Process running = process;
        if (running != null) {
            Uninterruptibles.await(() -> running.waitFor(LAST_OUTPUT.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private Set<Long> others() {
        Set<Long> others = new HashSet<>(BuildProcess.marked(place.scratch()));
        Process running = process;
        if (running != null) {
            running.descendants().forEach(each -> others.add(each.pid()));
        }
        return others;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end();
        } finally {
            place.close();
        }
    }

    private void end() throws IOException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        // By its handle: Process.destroyForcibly() also closes the output, unread lines and all.
        running.toHandle().destroyForcibly();
        place.confinement().end();
        BuildProcess.endMarked(place.scratch());
        Uninterruptibles.await(running::waitFor);
        Thread reading = reader;
        if (reading != null) {
            Uninterruptibles.await(() -> {
                reading.join(LAST_OUTPUT.toMillis());
                return true;
            });
        }
        output.endNow();
        running.getInputStream().close();
        if (channel != null) {
            channel.close();
        }
    }

    /** The JVM is gone, and the build has not begun. */
    static final class LostException extends IOException {
        private static final long serialVersionUID = 1L;

        LostException(IOException cause) {
            super("The resident builder has ended", cause);
        }
    }
}
