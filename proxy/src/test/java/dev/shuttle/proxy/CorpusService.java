package dev.shuttle.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The service behind the proxy: answers by the path, or with the bytes of a case, and keeps what it has seen. */
final class CorpusService implements AutoCloseable {
    static final String PROBE = "/probe";

    private final RawService service;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile @Nullable String answer;
    private volatile @Nullable InputStream asked;
    private volatile @Nullable InputStream probed;

    CorpusService() throws IOException {
        service = new RawService(this::answer);
    }

    /** One that listens on a Unix socket only. */
    CorpusService(Path socket) throws IOException {
        service = RawService.at(socket, this::answer);
    }

    Upstream upstream() {
        return service.upstream();
    }

    int port() {
        return service.address().getPort();
    }

    /** Null: it answers by the path. */
    void expect(@Nullable String bytes) {
        answer = bytes;
        asked = null;
        probed = null;
        seen.clear();
    }

    int requests() {
        return service.requests.get();
    }

    /** As many as are expected, or what there is after a while. */
    List<String> seen(int expected) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (seen.size() < expected && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        return List.copyOf(seen);
    }

    /** Whether the probe came on another connection than the request before it; false without a probe. */
    boolean probedOnAnother() {
        return probed != null && probed != asked;
    }

    private boolean answer(String head, InputStream in, OutputStream out) throws Exception {
        if (head.contains(PROBE)) {
            probed = in;
            RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nprobe!");
            return true;
        }
        String bytes = answer;
        return bytes == null ? byPath(head, in, out) : with(bytes, head, in, out);
    }

    private boolean with(String bytes, String head, InputStream in, OutputStream out) throws IOException {
        RawMessage.request(head, in);
        asked = in;
        boolean closes = bytes.endsWith("{CLOSE}");
        RawService.write(
                out,
                Corpus.bytes(
                        bytes.replace("{CLOSE}", "").replace("{INTERIM}", "HTTP/1.1 103 Early Hints~~".repeat(200))));
        return !closes;
    }

    private boolean byPath(String head, InputStream in, OutputStream out) throws IOException {
        if (head.contains(" /early ") || head.contains(" /refuse ") || head.contains(" /silent ")) {
            seen.add(new RawMessage(head, "").written());
            if (head.contains(" /silent ")) {
                return in.read() >= 0;
            }
            RawService.write(out, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            in.readAllBytes(); // the proxy closes it
            return false;
        }
        if (head.contains(" /continue ")) {
            RawService.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        RawMessage request = RawMessage.request(head, in);
        seen.add(request.written());
        if (request.body().endsWith("!cut") || head.contains(" /close ")) {
            return false;
        }
        if (head.contains(" /ws ") && head.contains("pgrade: websocket")) {
            RawService.write(
                    out,
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            return false;
        }
        RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (head.startsWith("HEAD ") ? "" : "ok"));
        return true;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
