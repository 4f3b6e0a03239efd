package dev.shuttle.runtime.health;

import dev.shuttle.runtime.health.ProbeAnswer.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends {@code GET} to a service, with the head that the proxy would send: the project's host, and what the proxy says of
 * the client. A client of a few lines, because a library's would cost more memory than all probes are worth, and because a
 * redirect must not be followed.
 */
final class ReadinessProbe {
    /** An app that compiles its first page may need seconds; a hung one must not hold up the end of the wait. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** The rest of the answer is of no interest: an endless one is not waited for. */
    private static final Duration REST_TIMEOUT = Duration.ofMillis(500);

    /** {@code HTTP/1.1 200}: what is needed of the first line. */
    private static final int STATUS_LINE_BYTES = 12;

    private final InetSocketAddress address;
    private final String headers;
    private final Duration answerTimeout;

    ReadinessProbe(InetSocketAddress address, URI publicUrl) {
        this(address, publicUrl, ANSWER_TIMEOUT);
    }

    ReadinessProbe(InetSocketAddress address, URI publicUrl, Duration answerTimeout) {
        this.address = address;
        this.answerTimeout = answerTimeout;
        this.headers = headers(publicUrl);
    }

    private static String headers(URI url) {
        boolean secure = "https".equals(url.getScheme());
        int usualPort = secure ? 443 : 80;
        return "Host: " + url.getRawAuthority() + "\r\nUser-Agent: shuttle-probe\r\nAccept: */*\r\n"
                + "X-Forwarded-For: 127.0.0.1\r\n"
                + "X-Forwarded-Proto: " + (secure ? "https" : "http") + "\r\n"
                + "X-Forwarded-Host: " + url.getRawAuthority() + "\r\n"
                + "X-Forwarded-Port: " + (url.getPort() < 0 ? usualPort : url.getPort()) + "\r\n"
                + "Connection: close\r\n\r\n";
    }

    /** Whether something accepts connections; no request is sent. */
    boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    ProbeAnswer get(String path) {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
            return answer(socket, path);
        } catch (ConnectException | SocketTimeoutException e) {
            return ProbeAnswer.without(Kind.REFUSED);
        } catch (IOException e) {
            return ProbeAnswer.without(Kind.UNKNOWN);
        }
    }

    private ProbeAnswer answer(Socket socket, String path) {
        try {
            socket.setSoTimeout((int) answerTimeout.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\n" + headers;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line =
                    new String(socket.getInputStream().readNBytes(STATUS_LINE_BYTES), StandardCharsets.ISO_8859_1);
            if (isHttp2(line)) {
                return ProbeAnswer.without(Kind.HTTP2);
            }
            if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
                return ProbeAnswer.without(Kind.NOT_HTTP);
            }
            readOn(socket);
            return new ProbeAnswer(Kind.HTTP, Integer.parseInt(line.substring(9)));
        } catch (SocketTimeoutException e) {
            return ProbeAnswer.without(Kind.SILENT);
        } catch (IOException e) {
            return ProbeAnswer.without(Kind.NOT_HTTP); // a reset, for one
        }
    }

    /** SETTINGS, of some entries, on no stream (RFC 9113 sections 3.4 and 6.5): a server says it first, unasked. */
    private static boolean isHttp2(String line) {
        return line.length() >= 9
                && line.charAt(0) == 0
                && (line.charAt(1) * 256 + line.charAt(2)) % 6 == 0
                && line.charAt(3) == 4
                && line.substring(4, 9).equals("\0\0\0\0\0");
    }

    /** An app whose client hangs up in the middle of an answer logs an error, and its developer wonders. */
    private static void readOn(Socket socket) {
        long end = System.nanoTime() + REST_TIMEOUT.toNanos();
        byte[] rest = new byte[8192];
        try {
            socket.setSoTimeout((int) REST_TIMEOUT.toMillis());
            InputStream in = socket.getInputStream();
            int read = 0;
            while (read >= 0 && System.nanoTime() < end) {
                read = in.read(rest);
            }
        } catch (IOException e) {
            // The status has been said.
        }
    }
}
