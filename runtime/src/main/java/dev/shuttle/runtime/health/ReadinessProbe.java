package dev.shuttle.runtime.health;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a service once, by {@code GET}, whether it can take traffic. A client of a few lines, because a library's would
 * cost more memory than all probes are worth, and because a redirect must not be followed. Not thread-safe.
 */
public final class ReadinessProbe {
    /** An app that compiles its first page may need seconds; a hung one must not hold up the end of the wait. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** The rest of the answer is of no interest: an endless one is not waited for. */
    private static final Duration REST_TIMEOUT = Duration.ofMillis(500);

    /** {@code HTTP/1.1 200}: what is needed of the first line. */
    private static final int STATUS_LINE_BYTES = 12;

    private final InetSocketAddress address;
    private final String health;
    private String last = "nothing listens there";

    /**
     * Prepares to ask.
     *
     * @param address of the service
     * @param health the path that must answer 2xx; empty: any answer below 500 to {@code GET /}
     */
    public ReadinessProbe(InetSocketAddress address, String health) {
        this.address = address;
        this.health = health;
    }

    /**
     * The outcome of the last attempt.
     *
     * @return a clause, to be read after "but"
     */
    public String last() {
        return last;
    }

    /**
     * Asks once.
     *
     * @return whether the service can take traffic
     */
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
            last = "it accepted the connection but did not answer";
            socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
            socket.getOutputStream().write(request().getBytes(StandardCharsets.US_ASCII));
            int status = status(socket.getInputStream());
            readOn(socket);
            return isReady(status);
        } catch (IOException e) {
            return false;
        }
    }

    private String request() {
        return "GET " + path() + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: shuttle-probe\r\nAccept: */*\r\n"
                + "Connection: close\r\n\r\n";
    }

    private String path() {
        return health.isEmpty() ? "/" : health;
    }

    private int status(InputStream in) throws IOException {
        String line = new String(in.readNBytes(STATUS_LINE_BYTES), StandardCharsets.US_ASCII);
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]")) {
            last = "its answer is not HTTP";
            throw new IOException(last);
        }
        return Integer.parseInt(line.substring(9));
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

    private boolean isReady(int status) {
        last = "GET " + path() + " was answered with " + status;
        return health.isEmpty() ? status < 500 : status >= 200 && status < 300;
    }
}
