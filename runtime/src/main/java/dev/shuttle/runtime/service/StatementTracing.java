package dev.shuttle.runtime.service;

import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notes what a service's database executes for a request that is recorded, as its {@code traceparent} says, and tells the
 * database of the request. It does so on the thread that handles the request, and only while somebody takes the spans: until
 * then it costs the read of a field. Thread-safe.
 */
public final class StatementTracing {
    /** For those that are not taken at once; later ones are left out. */
    static final int MOST_WAITING = 500;

    /** Of a service whose requests ask for much more, the first ones of each second are enough to see it. */
    static final int PER_SECOND = 100;

    /** Section 3.2 of W3C Trace Context, of a version that we know, and sampled. */
    private static final Pattern SAMPLED = Pattern.compile(
            "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f][13579bdf](?:-.*)?");

    /** Of this thread. */
    private static final ThreadLocal<Request> CURRENT = new ThreadLocal<>();

    private final ArrayDeque<StatementSpan> waiting = new ArrayDeque<>();
    private volatile boolean enabled;
    private long second; // guarded by this, as the next one
    private int inSecond;

    /** A request that is recorded: its trace, and its span. */
    record Request(String traceId, String spanId) {
        /** In front, since it might end in a comment or a semicolon; an escape of JDBC's must begin the text. */
        String told(String sql) {
            return sql.stripLeading().startsWith("{")
                    ? sql
                    : "/*traceparent='00-" + traceId + "-" + spanId + "-01'*/ " + sql;
        }
    }

    /** The handling of a request. */
    @FunctionalInterface
    interface Handling {
        void run() throws IOException;
    }

    /** From now on, spans are taken, or not. */
    public void enable(boolean taken) {
        enabled = taken;
    }

    /** Handles a request that came with that {@code traceparent}. */
    void during(@Nullable String traceparent, Handling handling) throws IOException {
        Request request = enabled && traceparent != null ? request(traceparent) : null;
        if (request == null) {
            handling.run();
            return;
        }
        CURRENT.set(request);
        try {
            handling.run();
        } finally {
            CURRENT.remove();
        }
    }

    private static @Nullable Request request(String traceparent) {
        Matcher sampled = SAMPLED.matcher(traceparent);
        return sampled.matches() ? new Request(sampled.group(1), sampled.group(2)) : null;
    }

    /** The same connection, for the request that this thread handles. */
    Connection traced(Connection connection) {
        Request request = enabled ? CURRENT.get() : null;
        return request == null ? connection : TracedConnection.of(connection, request, this);
    }

    /** A statement that is over, just now. */
    void executed(Request request, String sql, long nanos, boolean failed) {
        if (!take()) {
            return;
        }
        long start = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanos;
        add(new StatementSpan(request.traceId, freshId(), request.spanId, start, nanos, StatementText.of(sql), failed));
    }

    private synchronized boolean take() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return ++inSecond <= PER_SECOND && waiting.size() < MOST_WAITING;
    }

    private synchronized void add(StatementSpan span) {
        waiting.add(span);
        notifyAll();
    }

    /** Waits for the first ones, and takes them. */
    public synchronized List<StatementSpan> await(int most) throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<StatementSpan> taken = new ArrayList<>();
        while (taken.size() < most && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    /** Unique, not secret; never all zero. */
    private static String freshId() {
        return String.format("%016x", ThreadLocalRandom.current().nextLong() | 1);
    }
}
