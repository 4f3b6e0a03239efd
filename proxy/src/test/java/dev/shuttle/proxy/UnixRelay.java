package dev.shuttle.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A Unix socket whose connections lead to a port; in a process of its own too, which tells how many bytes it was sent. */
final class UnixRelay implements AutoCloseable {
    final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final int port;

    UnixRelay(Path socket, int port) throws IOException {
        this.port = port;
        listener.bind(UnixDomainSocketAddress.of(socket), 256);
        thread(this::accept);
    }

    public static void main(String[] args) throws Exception {
        try (UnixRelay relay = new UnixRelay(Path.of(args[0]), Integer.parseInt(args[1]))) {
            System.out.println("ready");
            while (System.in.read() >= 0) {
                System.out.println(relay.connections + " " + relay.bytes);
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel from = listener.accept();
                SocketChannel to = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                connections.incrementAndGet();
                thread(() -> copy(from, to));
                thread(() -> copy(to, from));
            }
        } catch (IOException e) {
            // the end of the test
        }
    }

    private void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                bytes.addAndGet(buffer.position());
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // one side has closed, and both are
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "unix-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
