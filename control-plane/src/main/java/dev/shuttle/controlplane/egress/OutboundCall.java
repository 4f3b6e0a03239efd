package dev.shuttle.controlplane.egress;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One POST by HTTP/1.1 (RFC 9112), to an address and not to a name: the JDK's client would look the name up once more, after
 * the check. Another thread may {@linkplain #expire end} it.
 */
final class OutboundCall implements AutoCloseable {
    /** Of an answer, that is read. */
    private static final int LONGEST_HEAD = 8 * 1024;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    private final URI uri;
    private final Duration limit;
    private volatile boolean expired;
    private boolean closed;
    private @Nullable Socket socket;
    private int read;

    OutboundCall(URI uri, Duration limit) {
        this.uri = uri;
        this.limit = limit;
    }

    int post(List<InetSocketAddress> addresses, Map<String, String> headers, byte[] body) throws IOException {
        try {
            Socket connected = secured(connected(addresses));
            OutputStream out = new BufferedOutputStream(connected.getOutputStream());
            out.write(head(headers, body.length).getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            return status(connected.getInputStream());
        } catch (IOException e) {
            throw expired ? late() : e;
        }
    }

    private SocketTimeoutException late() {
        return new SocketTimeoutException("no answer within " + limit.toSeconds() + " s");
    }

    /** To the first that accepts. */
    private Socket connected(List<InetSocketAddress> addresses) throws IOException {
        IOException last = new IOException("no address");
        for (InetSocketAddress address : addresses) {
            Socket next = use(new Socket());
            try {
                next.connect(address, (int) limit.toMillis() / addresses.size());
                return next;
            } catch (IOException e) {
                next.close();
                last = e;
            }
        }
        throw last;
    }

    private synchronized Socket use(Socket next) throws IOException {
        if (closed) {
            next.close();
            throw new IOException("closed");
        }
        socket = next;
        return next;
    }

    private Socket secured(Socket plain) throws IOException {
        if (!Egress.isSecure(uri)) {
            return plain;
        }
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        String name = uri.getHost().replaceAll("^\\[|]$", "");
        SSLSocket secured = (SSLSocket) factory.createSocket(plain, name, Egress.port(uri), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private String head(Map<String, String> headers, int length) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        StringBuilder head = new StringBuilder("POST " + path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getHost());
        if (uri.getPort() >= 0) {
            head.append(':').append(uri.getPort());
        }
        head.append("\r\nUser-Agent: shuttle\r\nConnection: close\r\nContent-Length: ")
                .append(length)
                .append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** Of the final answer; those before it (1xx) are skipped. */
    private int status(InputStream in) throws IOException {
        while (true) {
            Matcher line = STATUS.matcher(line(in));
            if (!line.matches()) {
                throw new NotHttpException();
            }
            int status = Integer.parseInt(line.group(1));
            if (status >= 200) {
                return status;
            }
            while (!line(in).isEmpty()) {
                // A header of an interim answer.
            }
        }
    }

    private String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || ++read > LONGEST_HEAD) {
                throw new NotHttpException();
            }
            line.append((char) next);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    /** The answer is not HTTP/1.1, or its head is too long. */
    static final class NotHttpException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The time is over. */
    void expire() {
        expired = true;
        close();
    }

    /** The connection, and not only its TLS: closing that would wait for who writes. */
    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }
}
