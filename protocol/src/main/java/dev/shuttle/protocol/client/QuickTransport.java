package dev.shuttle.protocol.client;

import dev.shuttle.protocol.client.Call.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * By {@link HttpURLConnection}, whose first calls take a quarter of the processor time of {@code HttpClient}'s: a deploy makes
 * three. It repeats no call that has a body. Not for every call, see {@link #suits}.
 */
final class QuickTransport implements Transport {
    private static final int PIECE = 32 * 1024;

    /** Not for methods that are younger than HTTP/1.1, nor through proxies, whose refusals it does not tell. */
    static boolean suits(Call call, ProxySelector proxies) {
        return !call.method().equals("PATCH")
                && proxies.select(call.address()).stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UnsuitedException if the server has refused the call, or has not read all of its body, and its answer is
     *     lost here: it has not been done, and another transport may send it
     */
    @Override
    public Answer send(Call call, Duration head, Duration silence) throws IOException {
        HttpURLConnection connection = open(call);
        connection.setConnectTimeout(millis(CONNECT));
        connection.setReadTimeout(millis(head.compareTo(silence) > 0 ? head : silence));
        boolean done = false;
        try {
            Answer answer = exchange(connection, call, head);
            done = true;
            return answer;
        } finally {
            if (!done) {
                connection.disconnect();
            }
        }
    }

    private static HttpURLConnection open(Call call) throws IOException {
        var connection = (HttpURLConnection) call.address().toURL().openConnection(Proxy.NO_PROXY);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("Accept", "*/*");
        call.headers().forEach(connection::setRequestProperty);
        return connection;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private static Answer exchange(HttpURLConnection connection, Call call, Duration head) throws IOException {
        boolean sends = call.method().equals("POST") || call.method().equals("PUT");
        if (sends) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(
                    length(call.content())); // else it would keep the body, and repeat it
        }
        try {
            connection.connect();
        } catch (SocketTimeoutException late) {
            throw new ConnectException("no answer in " + CONNECT.toSeconds() + " s");
        }
        if (sends) {
            write(connection, call.content(), head);
        }
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (body == null && sends && status >= 400) {
            throw new UnsuitedException(new IOException("status " + status + " without its body"));
        }
        InputStream whole = body == null ? InputStream.nullInputStream() : body;
        return new Answer(new Head(status, connection.getHeaderFields()), new Body(whole, connection));
    }

    private static long length(Content content) throws IOException {
        return content instanceof Content.Upload upload
                ? Files.size(upload.file())
                : ((Content.Text) content).bytes().length;
    }

    private static void write(HttpURLConnection connection, Content content, Duration limit) throws IOException {
        CountDownLatch written = new CountDownLatch(1);
        AtomicBoolean late = new AtomicBoolean();
        if (content instanceof Content.Upload) {
            watch(connection, written, limit, late);
        }
        try (OutputStream out = connection.getOutputStream()) {
            if (content instanceof Content.Upload upload) {
                copy(upload, out);
            } else {
                out.write(((Content.Text) content).bytes());
            }
        } catch (IOException broken) {
            throw late.get()
                    ? new SocketTimeoutException("not sent in " + limit.toSeconds() + " s")
                    : new UnsuitedException(broken);
        } finally {
            written.countDown();
        }
    }

    /** A write has no time limit of its own, so another thread closes the connection then. */
    private static void watch(
            HttpURLConnection connection, CountDownLatch written, Duration limit, AtomicBoolean late) {
        Runnable watch = () -> {
            try {
                if (!written.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    late.set(true);
                    connection.disconnect();
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        };
        Thread thread = new Thread(watch, "shuttle-upload-limit");
        thread.setDaemon(true);
        thread.start();
    }

    private static void copy(Content.Upload upload, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        long total = Files.size(upload.file());
        try (InputStream in = Files.newInputStream(upload.file())) {
            long sent = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                sent += read;
                upload.listener().sent(sent, total);
            }
        }
    }

    /**
     * Closed before its end, it closes the connection, rather than wait for the rest; and it tells of an end that comes
     * before the length that the head has named, which the JDK takes for the end.
     */
    private static final class Body extends FilterInputStream {
        private final HttpURLConnection connection;
        private final long length;
        private long count;
        private boolean ended;

        Body(InputStream body, HttpURLConnection connection) {
            super(body);
            this.connection = connection;
            this.length = connection.getContentLengthLong();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int most) throws IOException {
            int read = super.read(bytes, offset, most);
            count += Math.max(0, read);
            if (read < 0 && count < length) {
                throw new IOException("the answer ended after " + count + " of " + length + " bytes");
            }
            ended = read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (ended) {
                super.close();
            } else {
                connection.disconnect();
            }
        }
    }

    /** The server has not taken the call. */
    static final class UnsuitedException extends IOException {
        private static final long serialVersionUID = 1L;

        UnsuitedException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
