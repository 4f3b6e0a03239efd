package dev.shuttle.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A request as bytes, for what a proper client would not send: a head without the body that it promises. */
final class RawRequest {
    private static final int LIMIT_MILLIS = 10_000;

    private final URI server;
    private final StringBuilder head = new StringBuilder();

    private RawRequest(URI server) {
        this.server = server;
    }

    static RawRequest to(URI server) {
        return new RawRequest(server);
    }

    RawRequest line(String line) {
        head.append(line).append("\r\n");
        return this;
    }

    /** Sends it and returns the first bytes of the answer; fails if none comes in ten seconds. */
    String send() throws IOException {
        return send(12);
    }

    /** Sends it, which must ask for the connection's end, and returns the whole answer, up to 64 KiB. */
    String whole() throws IOException {
        return send(1 << 16);
    }

    private String send(int most) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(most), StandardCharsets.US_ASCII);
        }
    }
}
