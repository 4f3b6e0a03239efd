package dev.shuttle.it.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 connection by hand: a real client would repeat a request that was lost, and hide it. The proxy promises
 * to keep it open, so that {@code Connection: close} is a fault. For one thread.
 */
final class HttpConnection implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;

    /** Takes a part of a body. */
    interface Body {
        void take(byte[] part) throws IOException;
    }

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String host;

    HttpConnection(URI server, String host) throws IOException {
        this.host = host;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), LIMIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /** A request's head, with those header lines besides. */
    byte[] head(String method, String target, String... lines) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Answer answer() throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Answer head = answer(whole::writeBytes);
        return new Answer(head.status(), head.headers(), whole.toString(StandardCharsets.UTF_8));
    }

    /** Hands on the body of an answer as it comes, and returns when all of it has. */
    Answer answer(Body body) throws IOException {
        Answer head = head();
        Map<String, String> headers = head.headers();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            chunks(body);
        } else if (headers.containsKey("content-length")) {
            exactly(Long.parseLong(headers.get("content-length")), body);
        } else {
            throw new IOException("An answer without a length, status " + head.status());
        }
        if ("close".equals(headers.get("connection"))) {
            throw new IOException("Answered with " + head.status() + " and `Connection: close`");
        }
        return head;
    }

    /** An answer's head; what follows is the caller's to read. */
    Answer head() throws IOException {
        String status = line();
        if (!status.matches("HTTP/1\\.1 [1-5]\\d\\d.*")) {
            throw new IOException("Not an answer's first line: " + status);
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("Cut off after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Whether something, an end too, comes within that time. */
    boolean comes(int millis) throws IOException {
        socket.setSoTimeout(millis);
        in.mark(1);
        try {
            in.read();
            in.reset();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(LIMIT_MILLIS);
        }
    }

    /** Fails unless the other side closes the connection now, in order. */
    void awaitEnd() throws IOException {
        if (in.read() >= 0) {
            throw new IOException("Bytes where the connection should end");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void chunks(Body body) throws IOException {
        long size = -1;
        while (size != 0) {
            size = Long.parseLong(line().replaceFirst(";.*", "").strip(), 16);
            exactly(size, body);
            line();
        }
    }

    private void exactly(long length, Body body) throws IOException {
        for (long left = length; left > 0; ) {
            byte[] part = read((int) Math.min(left, 64 * 1024));
            body.take(part);
            left -= part.length;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(line.size() == 0 ? "Closed without an answer" : "Cut off in the head");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }
}
