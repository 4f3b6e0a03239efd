package dev.shuttle.controlplane.backup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the control plane that runs on a home for a backup of it, for a project out of one, for what is not well there, or for its
 * place.
 */
public final class BackupCall {
    private final Path folder;

    /**
     * No I/O.
     *
     * @param folder in the home where its {@link BackupSocket} is
     */
    public BackupCall(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes one.
     *
     * @param out gets it; is not closed
     * @param withKeys whether the key files are in it
     * @param notes told what is left out
     * @return what it holds
     * @throws IOException if it cannot be made, or written to {@code out}
     */
    public Backup.Summary take(OutputStream out, boolean withKeys, Consumer<String> notes) throws IOException {
        try (SocketChannel channel = dial()) {
            DataInputStream in = ask(channel, withKeys ? "backup keys" : "backup");
            for (Frame frame = Frame.read(in); ; frame = Frame.read(in)) {
                switch (frame.kind()) {
                    case Frame.DATA -> out.write(frame.bytes());
                    case Frame.NOTE -> notes.accept(frame.text());
                    case Frame.END -> {
                        return summary(frame.text().split(" ", -1));
                    }
                    default -> throw new IOException(frame.text());
                }
            }
        } catch (EOFException e) {
            throw new IOException("The control plane ended during the backup. See its log, and try again.", e);
        }
    }

    /**
     * Asks for one project out of a backup.
     *
     * @param request what is asked for
     * @param progress told what is being done
     * @return what to say at the end
     * @throws IOException if nothing answers, or it cannot be; the message is for the operator
     */
    public String restore(ProjectRequest request, Consumer<String> progress) throws IOException {
        try (SocketChannel channel = dial()) {
            DataInputStream in = ask(channel, BackupSocket.RESTORE + request.json() + "\n");
            for (Frame frame = Frame.read(in); ; frame = Frame.read(in)) {
                switch (frame.kind()) {
                    case Frame.NOTE -> progress.accept(frame.text());
                    case Frame.END -> {
                        return frame.text();
                    }
                    case Frame.ERROR -> throw new IOException(frame.text());
                    default -> throw new IOException(
                            "The running control plane is of a version that cannot restore a project. Update it first.");
                }
            }
        } catch (EOFException e) {
            throw new IOException(
                    "The control plane ended during the restore. Its next start takes back what was not finished; look"
                            + " with mvn shuttle:list whether the project is there, and try again if it is not.",
                    e);
        }
    }

    /**
     * Asks for what is not well.
     *
     * @return a sentence each
     * @throws IOException if nothing answers
     */
    public List<String> troubles() throws IOException {
        List<String> troubles = new ArrayList<>();
        try (SocketChannel channel = dial()) {
            DataInputStream in = ask(channel, BackupSocket.TROUBLES);
            for (Frame frame = Frame.read(in); frame.kind() == Frame.NOTE; frame = Frame.read(in)) {
                troubles.add(frame.text());
            }
            return troubles;
        }
    }

    /**
     * Asks for the listening sockets.
     *
     * @param socket where the caller waits for them
     * @return the lines that go with them
     * @throws IOException if nothing answers, or it refuses; the message is for the operator
     */
    public List<String> handOver(Path socket) throws IOException {
        try (SocketChannel channel = dial()) {
            return notes(ask(channel, BackupSocket.HAND_OVER + socket));
        } catch (EOFException e) {
            throw new IOException("The running control plane ended meanwhile. Start without --takeover.", e);
        }
    }

    /**
     * Asks for the home and its store.
     *
     * @return the connection by which the other sees how this one fares; to be closed
     * @throws IOException if it refuses, or has ended; the message is for the operator
     */
    public GivenWay giveWay() throws IOException {
        SocketChannel channel = dial();
        try {
            send(channel, BackupSocket.GIVE_WAY + "\n");
            var unused = notes(in(channel));
            return new GivenWay(channel);
        } catch (EOFException e) {
            channel.close();
            throw new IOException("The running control plane ended meanwhile. Start without --takeover.", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** While it is open, the other waits. */
    public static final class GivenWay implements AutoCloseable {
        private final SocketChannel channel;

        private GivenWay(SocketChannel channel) {
            this.channel = channel;
        }

        /** Says that this one serves, so that the other may end. */
        public void ready() throws IOException {
            send(channel, BackupSocket.READY + "\n" + ProcessHandle.current().pid() + "\n");
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // The other sees that it is closed, or has ended.
            }
        }
    }

    private static List<String> notes(DataInputStream in) throws IOException {
        List<String> notes = new ArrayList<>();
        for (Frame frame = Frame.read(in); frame.kind() != Frame.END; frame = Frame.read(in)) {
            switch (frame.kind()) {
                case Frame.NOTE -> notes.add(frame.text());
                case Frame.ERROR -> throw new IOException(frame.text());
                default -> throw new IOException(
                        "The running control plane is of a version that cannot hand over. Stop it,"
                                + " and start this one without --takeover.");
            }
        }
        return notes;
    }

    private static DataInputStream ask(SocketChannel channel, String request) throws IOException {
        send(channel, request);
        channel.shutdownOutput();
        return in(channel);
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static DataInputStream in(SocketChannel channel) {
        return new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), Frame.LARGEST));
    }

    private SocketChannel dial() throws IOException {
        try {
            return SocketChannel.open(
                    UnixDomainSocketAddress.of(SocketPlace.find(folder).socket()));
        } catch (IOException e) {
            throw new IOException(
                    "The control plane that holds the home " + folder.getParent()
                            + " does not accept the request: "
                            + e
                            + ". Is it starting or stopping, or an older version? Are you its user, or root?"
                            + " Try again, or stop it first.",
                    e);
        }
    }

    private static Backup.Summary summary(String[] numbers) {
        return new Backup.Summary(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), numbers[2]);
    }
}
