package dev.shuttle.controlplane.takeover;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A datagram socket at a path, as systemd has one. */
public final class NotifySocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LONGEST = 4096;

    static {
        Epoll.ensureAvailability(); // loads what the socket needs
    }

    private final Path path;
    private final Socket socket = Socket.newSocketDomainDgram();

    public NotifySocket(Path path) throws IOException {
        this.path = path;
        socket.bind(new DomainSocketAddress(path.toString()));
    }

    public ServiceManager manager() {
        return ServiceManager.at(path.toString());
    }

    /** The next datagram; empty if none comes. */
    public String next() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String received = now();
        while (received.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(5);
            received = now();
        }
        return received;
    }

    /** The next of those that have come already; empty if there is none. */
    public String now() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LONGEST);
        DomainDatagramSocketAddress from = socket.recvFromDomainSocket(bytes, 0, LONGEST);
        if (from == null) {
            return "";
        }
        byte[] text = new byte[from.receivedAmount()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(path);
    }
}
