package dev.shuttle.controlplane.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.protocol.Json;
import dev.shuttle.proxy.AccessEntry;
import dev.shuttle.proxy.FinishedRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests into the log of the version that serves the project, one line of JSON each, on a thread of its own. What
 * the disk does not keep up with is left out, and counted. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    public static final String SOURCE = "access";

    /** A second of a busy server. */
    private static final int WAITING = 10_000;

    /** Of a client's own text: the line stays far below the log's bound, whatever JSON makes of it. */
    private static final int LONGEST = 1000;

    private static final long IDLE_SECONDS = 30;
    private static final long CLOSE_SECONDS = 2;
    private static final double NANOS_OF_MILLI = 1e6;

    private final DeploymentLogs logs;
    private final Function<String, @Nullable String> serving;
    private final AtomicLong lost = new AtomicLong();
    private final ThreadPoolExecutor writer;

    /**
     * A log without a thread yet.
     *
     * @param logs where it is written
     * @param serving the deployment that serves a project; null where none does, and nothing is written
     */
    public AccessLog(DeploymentLogs logs, Function<String, @Nullable String> serving) {
        this.logs = logs;
        this.serving = serving;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                DaemonThreads.numbered("shuttle-access-log-"),
                (line, full) -> lost.incrementAndGet());
        writer.allowCoreThreadTimeOut(true);
    }

    /** Takes the requests of a project, and never blocks. */
    public Consumer<AccessEntry> of(String project) {
        return entry -> writer.execute(() -> write(project, entry));
    }

    private void write(String project, AccessEntry entry) {
        String deployment = serving.apply(project);
        if (deployment == null) {
            return;
        }
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            logs.of(project, deployment)
                    .sink("shuttle")
                    .line("err", missing + " requests are missing in the server's access logs: they came too fast");
        }
        logs.of(project, deployment).sink(SOURCE).line("out", text(project, entry));
    }

    private String text(String project, AccessEntry entry) {
        FinishedRequest end = entry.end();
        Map<String, Object> line = new LinkedHashMap<>();
        put(line, "client", entry.client());
        put(line, "method", cut(entry.method()));
        put(line, "host", entry.host());
        put(line, "path", cut(logs.masked(project, entry.path())));
        put(line, "status", end.status());
        put(line, "millis", Math.round(end.nanos() / NANOS_OF_MILLI * 10) / 10.0);
        put(line, "received", end.received());
        put(line, "sent", end.sent());
        put(line, "requestId", entry.requestId());
        put(line, "traceparent", cut(entry.traceparent()));
        put(line, "userAgent", cut(entry.userAgent()));
        put(line, "deployment", entry.deployment());
        try {
            return Json.MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are JSON", e);
        }
    }

    private static void put(Map<String, Object> line, String name, @Nullable Object value) {
        if (value != null) {
            line.put(name, value);
        }
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** Writes what waits. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            boolean ignored = writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.shutdownNow();
    }
}
