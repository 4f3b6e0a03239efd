package dev.shuttle.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A service whose every byte a test decides. */
final class RawService implements AutoCloseable {

    interface Conversation {
        /** Answers one request; false ends the connection. */
        boolean answer(String head, InputStream in, OutputStream out) throws Exception;
    }

    private final ServerSocket listener;
    private final Conversation conversation;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();

    RawService(Conversation conversation) throws IOException {
        this.conversation = conversation;
        listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** Answers everything with these bytes and keeps the connection. */
    static RawService answering(String answer) throws IOException {
        return new RawService((head, in, out) -> {
            write(out, answer);
            return true;
        });
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    Upstream upstream() {
        return new Upstream("d1", address());
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
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                thread(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = head(in);
            while (!head.isEmpty()) {
                requests.incrementAndGet();
                if (!conversation.answer(head, in, socket.getOutputStream())) {
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
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
