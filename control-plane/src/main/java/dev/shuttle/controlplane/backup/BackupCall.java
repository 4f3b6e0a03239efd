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

/** Asks the control plane that runs on a home for a backup of it, or for what is not well there. */
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

    private static DataInputStream ask(SocketChannel channel, String request) throws IOException {
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        channel.shutdownOutput();
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
