package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a server at its Unix socket, before others know it: the JDK's may take a connection of ours and, built otherwise, never
 * look at it again. Two requests on one connection go the whole way, past the service's handler.
 */
final class SocketTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long LOOK_NANOS = 100_000;
    private static final int MAX_ANSWER = 4096;

    /** The tests run on these; a trial takes 20 ms of processor time from each start. */
    private static final Set<Integer> TRIED_JDKS = Set.of(17, 25);

    private SocketTrial() {}

    static boolean isNeeded() {
        return !TRIED_JDKS.contains(Runtime.version().feature());
    }

    /** Returns once both are answered. */
    static void run(HttpServer server, Path socket) throws IOException {
        HttpContext context = server.createContext("/" + Long.toHexString(System.nanoTime()), exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.configureBlocking(false);
            ask(channel, context.getPath());
            ask(channel, context.getPath());
        } finally {
            server.removeContext(context);
        }
    }

    private static void ask(SocketChannel channel, String path) throws IOException {
        channel.write(ByteBuffer.wrap(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!text(answer).endsWith("\r\n\r\n")) {
            if (channel.read(answer) < 0) {
                throw new EOFException("it closed the connection");
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("it did not answer within " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (!text(answer).startsWith("HTTP/1.1 204 ")) {
            throw new IOException("it answered otherwise than it should");
        }
    }

    private static String text(ByteBuffer answer) {
        return StandardCharsets.US_ASCII.decode(answer.duplicate().flip()).toString();
    }
}
