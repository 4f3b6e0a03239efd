package dev.shuttle.controlplane.backup;

import dev.shuttle.os.DaemonThreads;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where {@code backup}, {@code restore}, {@code doctor} and {@code server --takeover} ask a running control plane: a Unix socket in a folder of the home
 * that only the control plane's user can enter, which is all the authentication there is. Thread-safe.
 */
public final class BackupSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSocket.class);

    /** Who takes nothing for so long is gone, or asleep: PostgreSQL keeps its log while we wait. */
    private static final Duration STALL = Duration.ofSeconds(60);

    private static final int CHECK_SECONDS = 5;

    /** Asks for what is not well, in place of a backup. */
    static final String TROUBLES = "troubles";

    /** Asks for the listening sockets, to be sent to the Unix socket whose path follows, and for the routes. */
    static final String HAND_OVER = "hand-over ";

    /** Asks for the home and its store; the connection stays, so that each side sees the other end. */
    static final String GIVE_WAY = "give-way";

    /** Asks for one project out of a backup, by a {@link ProjectRequest} as JSON. */
    static final String RESTORE = "restore ";

    /** Said on that connection once the other serves; the next line is its pid, which versions before did not say. */
    static final String READY = "ready";

    private static final Pattern PID = Pattern.compile("[1-9][0-9]{0,9}");

    /** Of the request, with the paths of two files, and a key. */
    private static final int LONGEST_REQUEST = 32 * 1024;

    /** Another control plane takes the place of this one. Called by threads of calls. */
    public interface Succession {
        /**
         * Sends the listening sockets, which stay in use here too.
         *
         * @param socket where the other waits for them
         * @return the lines that it serves by
         * @throws IOException if that cannot be; nothing has changed, and the message is for the operator
         */
        List<String> handOver(Path socket) throws IOException;

        /**
         * Lets the home and its store go; services and clients' connections stay.
         *
         * @throws IOException if that cannot be; nothing has changed, and the message is for the operator
         */
        void giveWay() throws IOException;

        /**
         * Told once, after {@link #giveWay}.
         *
         * @param ready whether the other serves; otherwise it has ended, or failed
         * @param pid of its process; 0 if it has not said
         */
        void over(boolean ready, long pid);
    }

    /** Brings one project of a backup into the home. Called by threads of calls. */
    @FunctionalInterface
    public interface ProjectRestores {
        /**
         * Does it. If who asks is gone meanwhile, it goes on.
         *
         * @param request what is asked for
         * @param progress told what is being done, a sentence each
         * @return what to say at the end
         * @throws IOException if that cannot be; the home is as before, and the message is for the operator
         * @throws InterruptedException if interrupted
         */
        String restore(ProjectRequest request, Consumer<String> progress) throws IOException, InterruptedException;
    }

    private final Backup backup;
    private final Supplier<List<String>> troubles;
    private final ProjectRestores restores;
    private final Succession succession;
    private final SocketPlace place;
    private final ServerSocketChannel server;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("backup-watch"));

    private BackupSocket(
            Backup backup,
            Supplier<List<String>> troubles,
            ProjectRestores restores,
            Succession succession,
            SocketPlace place,
            ServerSocketChannel server) {
        this.succession = succession;
        this.restores = restores;
        this.backup = backup;
        this.troubles = troubles;
        this.place = place;
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param folder of its own in the home, for its user only
     * @param backup what it makes
     * @param troubles tells doctor of what is not well, a sentence each
     * @param restores brings projects back
     * @param succession asked by a control plane that takes the place of this one
     * @return to be closed
     * @throws IOException if the socket cannot be made
     */
    public static BackupSocket open(
            Path folder,
            Backup backup,
            Supplier<List<String>> troubles,
            ProjectRestores restores,
            Succession succession)
            throws IOException {
        SocketPlace place = SocketPlace.make(folder);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(place.socket()));
            BackupSocket socket = new BackupSocket(backup, troubles, restores, succession, place, server);
            socket.start();
            return socket;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void start() {
        var unused = watch.scheduleWithFixedDelay(
                () -> calls.forEach(Call::endIfStalled), CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        DaemonThreads.start("backup-socket", this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Call call = new Call(server.accept());
                calls.add(call);
                DaemonThreads.start("backup", call);
            }
        } catch (ClosedChannelException e) {
            // We are closed.
        } catch (IOException e) {
            LOG.warn("No more backups are possible until the next start: {}", e.toString());
        }
    }

    /** Ends a backup that is being made: its file is not whole, and is removed by who asked for it. */
    @Override
    public void close() throws IOException {
        watch.shutdownNow();
        server.close();
        calls.forEach(Call::end);
        place.remove();
    }

    /** Somebody who asks. */
    private final class Call implements Runnable {
        private final SocketChannel channel;
        private volatile long moved = System.nanoTime();
        private volatile boolean waiting = true;

        Call(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void run() {
            try (channel) {
                String request = line();
                waiting = false;
                answer(
                        request,
                        new DataOutputStream(new BufferedOutputStream(
                                new Watched(Channels.newOutputStream(channel)), Frame.LARGEST + 8)));
            } catch (IOException e) {
                LOG.warn("A request to the socket of the home failed: {}", e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                calls.remove(this);
            }
        }

        /** To the end of what is said, or of the line. */
        private String line() throws IOException {
            InputStream in = Channels.newInputStream(channel);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0 && next != '\n' && line.size() < LONGEST_REQUEST; next = in.read()) {
                line.write(next);
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        private void handOver(Path socket, DataOutputStream out) throws IOException {
            try {
                succession.handOver(socket).forEach(each -> send(out, Frame.text(Frame.NOTE, each)));
                send(out, Frame.text(Frame.END, ""));
            } catch (IOException e) {
                send(out, Frame.text(Frame.ERROR, String.valueOf(e.getMessage())));
            }
            out.flush();
        }

        private void giveWay(DataOutputStream out) throws IOException {
            calls.remove(this); // it outlives this socket, which closes with the rest
            try {
                succession.giveWay();
            } catch (IOException e) {
                send(out, Frame.text(Frame.ERROR, String.valueOf(e.getMessage())));
                out.flush();
                return;
            }
            boolean ready = false;
            long pid = 0;
            try {
                send(out, Frame.text(Frame.END, ""));
                out.flush();
                ready = line().equals(READY);
                pid = ready ? pid(line()) : 0;
            } finally {
                succession.over(ready, pid);
            }
        }

        private static long pid(String line) {
            return PID.matcher(line).matches() ? Long.parseLong(line) : 0;
        }

        private void answer(String request, DataOutputStream out) throws IOException, InterruptedException {
            if (request.equals(TROUBLES)) {
                troubles.get().forEach(each -> send(out, Frame.text(Frame.NOTE, each)));
                send(out, Frame.text(Frame.END, ""));
                out.flush();
                return;
            }
            if (request.startsWith(HAND_OVER)) {
                handOver(Path.of(request.substring(HAND_OVER.length())), out);
                return;
            }
            if (request.equals(GIVE_WAY)) {
                giveWay(out);
                return;
            }
            if (request.startsWith(RESTORE)) {
                restore(request.substring(RESTORE.length()), out);
                return;
            }
            Frame last;
            try {
                Backup.Summary summary = backup.write(
                        new Framed(out), request.contains("keys"), note -> send(out, Frame.text(Frame.NOTE, note)));
                last = Frame.text(Frame.END, summary.entries() + " " + summary.bytes() + " " + summary.key());
                LOG.info("Backup complete: {} entries, {} bytes", summary.entries(), summary.bytes());
            } catch (IOException | RuntimeException e) {
                LOG.warn("A backup failed", e);
                last = Frame.text(Frame.ERROR, e.getMessage() == null ? e.toString() : e.getMessage());
            }
            last.write(out);
            out.flush();
        }

        private void restore(String json, DataOutputStream out) throws IOException, InterruptedException {
            Frame last;
            try {
                String done = restores.restore(ProjectRequest.of(json), line -> {
                    send(out, Frame.text(Frame.NOTE, line));
                    flush(out);
                });
                last = Frame.text(Frame.END, done);
            } catch (IOException | RuntimeException e) {
                LOG.warn("A project was not restored", e);
                last = Frame.text(Frame.ERROR, e.getMessage() == null ? e.toString() : e.getMessage());
            }
            last.write(out);
            out.flush();
        }

        private void flush(DataOutputStream out) {
            try {
                out.flush();
            } catch (IOException e) {
                end();
            }
        }

        private void send(DataOutputStream out, Frame frame) {
            try {
                frame.write(out);
            } catch (IOException e) {
                end(); // what comes next fails in its own words
            }
        }

        void endIfStalled() {
            if (waiting && System.nanoTime() - moved > STALL.toNanos()) {
                LOG.warn("Backup aborted: its reader stalled for {} seconds", STALL.toSeconds());
                end();
            }
        }

        void end() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("already closed", e);
            }
        }

        /** Knows since when a write has been waiting. */
        private final class Watched extends OutputStream {
            private final OutputStream out;

            Watched(OutputStream out) {
                this.out = out;
            }

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                moved = System.nanoTime();
                waiting = true;
                out.write(bytes, offset, length);
                waiting = false;
            }
        }
    }

    /** Cuts a stream into frames. */
    private static final class Framed extends OutputStream {
        private final DataOutputStream out;

        Framed(DataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += Frame.LARGEST) {
                int size = Math.min(Frame.LARGEST, length - at);
                new Frame(Frame.DATA, Arrays.copyOfRange(bytes, offset + at, offset + at + size)).write(out);
            }
        }
    }
}
