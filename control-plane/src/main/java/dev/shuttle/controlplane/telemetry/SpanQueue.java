package dev.shuttle.controlplane.telemetry;

import dev.shuttle.controlplane.egress.OperatorReceiver;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends spans in batches, on a thread of its own. All that wait are in memory, up to a bound; those beyond it are left out and
 * counted. To add one costs the same whether the collector answers or not. Thread-safe.
 */
final class SpanQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

    /** With two kilobytes at most each, a bound on memory; some seconds of ten busy projects. */
    static final int MOST_WAITING = 4096;

    /** Of one request, as OpenTelemetry's SDKs have it. */
    static final int BATCH = 512;

    /** Spans of one request come together, and so do they in one batch. */
    private static final long LINGER_MILLIS = 1_000;

    /** For the last ones when the control plane is stopped. */
    private static final long END_MILLIS = 2_000;

    private final OperatorReceiver collector;
    private final Function<List<Span>, byte[]> encoder;
    private final ArrayDeque<Span> waiting = new ArrayDeque<>();
    private final Thread thread = DaemonThreads.create("shuttle-otlp-spans", this::run);
    private long sent;
    private long leftOut;
    private boolean closed;

    SpanQueue(OperatorReceiver collector, Function<List<Span>, byte[]> encoder) {
        this.collector = collector;
        this.encoder = encoder;
    }

    void start() {
        thread.start();
    }

    synchronized void add(Span span) {
        if (closed || waiting.size() >= MOST_WAITING) {
            leftOut++;
            return;
        }
        waiting.add(span);
        if (waiting.size() == 1 || waiting.size() == BATCH) {
            notifyAll();
        }
    }

    synchronized void drop(long spans) {
        leftOut += spans;
    }

    private void run() {
        try {
            for (List<Span> batch = next(); !batch.isEmpty(); batch = next()) {
                count(batch.size(), send(batch));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            OutOfMemory.exitIfCaused(e);
            throw e;
        }
    }

    /** A fault in one batch costs that batch alone. */
    private boolean send(List<Span> batch) throws InterruptedException {
        try {
            return collector.deliver(encoder.apply(batch));
        } catch (RuntimeException e) {
            LOG.warn("{} spans cannot be exported", batch.size(), e);
            return false;
        }
    }

    /** Empty at the end. */
    private synchronized List<Span> next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        long end = System.nanoTime() + LINGER_MILLIS * 1_000_000;
        for (long left = LINGER_MILLIS; left > 0 && waiting.size() < BATCH && !closed; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        List<Span> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return batch;
    }

    private synchronized void count(int spans, boolean taken) {
        if (taken) {
            sent += spans;
        } else {
            leftOut += spans;
        }
    }

    synchronized long sent() {
        return sent;
    }

    synchronized long leftOut() {
        return leftOut;
    }

    Optional<String> trouble() {
        return collector.trouble().map(reason -> reason + "; " + leftOut() + " were left out");
    }

    /** Sends what waits, if that is done in two seconds. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        collector.close();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
