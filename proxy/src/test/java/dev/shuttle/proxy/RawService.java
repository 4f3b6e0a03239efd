package dev.shuttle.proxy;

import dev.shuttle.os.UnixSocket;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A service whose every byte a test decides. */
final class RawService implements AutoCloseable {

    interface Conversation {
        /** Answers one request; false ends the connection. */
        boolean answer(String head, InputStream in, OutputStream out) throws Exception;
    }

    private final Listener listener;
    private final Conversation conversation;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();

    /** Accepts connections, of either family. */
    private interface Listener extends Closeable {
        Connection accept() throws IOException;

        Upstream upstream();
    }

    private record Connection(InputStream in, OutputStream out, Closeable closing) {}

    RawService(Conversation conversation) throws IOException {
        this(conversation, new OfPort(new ServerSocket(0, 256, InetAddress.getLoopbackAddress())));
    }

    private RawService(Conversation conversation, Listener listener) {
        this.conversation = conversation;
        this.listener = listener;
        thread(this::accept);
    }

    /** One that listens on a Unix socket only. */
    static RawService at(Path socket, Conversation conversation) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket), 256);
        return new RawService(conversation, new OfSocket(channel, socket));
    }

    /** Answers everything with these bytes and keeps the connection. */
    static RawService answering(String answer) throws IOException {
        return new RawService((head, in, out) -> {
            write(out, answer);
            return true;
        });
    }

    InetSocketAddress address() {
        return listener.upstream().address();
    }

    Upstream upstream() {
        return listener.upstream();
    }

    private record OfPort(ServerSocket socket) implements Listener {
        @Override
        public Connection accept() throws IOException {
            Socket accepted = socket.accept();
            return new Connection(accepted.getInputStream(), accepted.getOutputStream(), accepted);
        }

        @Override
        public Upstream upstream() {
            return new Upstream("d1", (InetSocketAddress) socket.getLocalSocketAddress());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record OfSocket(ServerSocketChannel channel, Path path) implements Listener {
        @Override
        public Connection accept() throws IOException {
            SocketChannel accepted = channel.accept();
            // Not those of Channels, of which, on JDK 17, one waits for the other.
            InputStream in = new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int at, int length) throws IOException {
                    return accepted.read(ByteBuffer.wrap(bytes, at, length));
                }
            };
            OutputStream out = new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int at, int length) throws IOException {
                    for (ByteBuffer left = ByteBuffer.wrap(bytes, at, length); left.hasRemaining(); ) {
                        accepted.write(left);
                    }
                }
            };
            return new Connection(in, out, accepted);
        }

        @Override
        public Upstream upstream() {
            InetSocketAddress refusing = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            UnixSocket socket = new UnixSocket(path, OptionalInt.empty());
            return new Upstream("d1", refusing, new Upstream.Options(null, Map.of(), line -> {}, socket));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Up to and with the empty line; empty at the end of the stream. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = listener.accept();
                open.add(connection.closing());
                connections.incrementAndGet();
                thread(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Connection connection) {
        try (Closeable unused = connection.closing()) {
            InputStream in = new BufferedInputStream(connection.in());
            String head = head(in);
            while (!head.isEmpty()) {
                requests.incrementAndGet();
                if (!conversation.answer(head, in, connection.out())) {
                    return;
                }
                head = head(in);
            }
        } catch (Exception gone) {
            // the proxy closed the connection, which is for the test to judge
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "raw-service");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Closeable each : open) {
            each.close();
        }
    }
}
