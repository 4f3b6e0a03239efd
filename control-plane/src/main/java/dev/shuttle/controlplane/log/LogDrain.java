package dev.shuttle.controlplane.log;

import dev.shuttle.controlplane.egress.Egress;
import dev.shuttle.controlplane.egress.OperatorReceiver;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each line of all logs to a receiver of the operator, as JSON lines by POST, in order and in batches. All that it cannot
 * send waits in memory, up to a bound; lines beyond it are left out, counted, and told: in the server's log, and to the
 * receiver itself where they would have stood. Writers of logs never wait for it. Thread-safe.
 */
public final class LogDrain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogDrain.class);

    /** In memory: some minutes of a talkative server, and a bound on memory. */
    static final int MOST_WAITING = 8 << 20;

    /** Of one POST: receivers refuse much larger ones. */
    static final int LARGEST_BATCH = 1 << 20;

    /** Of a line in the queue, beside its bytes. */
    private static final int OVERHEAD = 64;

    /** Lines come in bursts: one POST for those that come together. */
    private static final Duration LINGER = Duration.ofMillis(500);

    /** For the last lines when the control plane is stopped. */
    private static final long END_MILLIS = 2_000;

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/x-ndjson");

    private final OperatorReceiver receiver;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final Thread thread = DaemonThreads.create("shuttle-log-drain", this::run);
    private long bytes;
    private long leftOut;
    private long untold;
    private long sent;
    private boolean closed;

    /**
     * Sends nothing before it is started.
     *
     * @param receiver where lines are posted; the operator names it, so it may be in a private network
     * @param egress the way to it
     */
    public LogDrain(URI receiver, Egress egress) {
        this(receiver, egress, OperatorReceiver.FIRST_PAUSE);
    }

    LogDrain(URI receiver, Egress egress, Duration firstPause) {
        this.receiver = new OperatorReceiver("SHUTTLE_LOG_DRAIN", "lines", receiver, HEADERS, egress, firstPause);
    }

    /** Begins to send. */
    public void start() {
        thread.start();
    }

    /** Takes a line; {@code json} is an object with a member or more, and a line break. */
    synchronized void add(String project, String deployment, byte[] json) {
        if (closed) {
            return;
        }
        if (bytes + json.length > MOST_WAITING) {
            leftOut++;
            untold++;
            return;
        }
        if (untold > 0) {
            put(mark(untold));
            untold = 0;
        }
        put(line(project, deployment, json));
    }

    private void put(byte[] line) {
        waiting.add(line);
        bytes += line.length + OVERHEAD;
        notifyAll();
    }

    /** Names need no escape: they are those of hosts, and ids. */
    private static byte[] line(String project, String deployment, byte[] json) {
        byte[] head = ("{\"project\":\"" + project + "\",\"deployment\":\"" + deployment + "\",")
                .getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[head.length + json.length - 1];
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(json, 1, line, head.length, json.length - 1);
        return line;
    }

    private static byte[] mark(long lines) {
        return ("{\"at\":\"" + Instant.now().truncatedTo(ChronoUnit.MILLIS)
                        + "\",\"source\":\"shuttle\",\"stream\":\"err\",\"line\":\"… " + String.format("%,d", lines)
                        + " lines of all logs left out: they came faster than this receiver took them\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void run() {
        try {
            for (byte[] batch = next(); batch.length > 0; batch = next()) {
                if (receiver.deliver(batch)) {
                    delivered(batch);
                } else {
                    dropped(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            OutOfMemory.exitIfCaused(e);
            throw e;
        }
    }

    /** Empty at the end. */
    private synchronized byte[] next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        long end = System.nanoTime() + LINGER.toNanos();
        for (long left = LINGER.toMillis(); left > 0 && bytes < LARGEST_BATCH && !closed; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        while (!waiting.isEmpty() && (batch.size() == 0 || batch.size() + waiting.peek().length <= LARGEST_BATCH)) {
            byte[] line = waiting.remove();
            bytes -= line.length + OVERHEAD;
            batch.writeBytes(line);
        }
        return batch.toByteArray();
    }

    private synchronized void delivered(byte[] batch) {
        sent += lines(batch);
    }

    private synchronized void dropped(byte[] batch) {
        long lines = lines(batch);
        leftOut += lines;
        untold += lines;
        if (closed) {
            LOG.warn("{} last lines did not get to the receiver of SHUTTLE_LOG_DRAIN", lines);
        }
    }

    private static long lines(byte[] batch) {
        long lines = 0;
        for (byte each : batch) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }

    /**
     * How many lines have got there.
     *
     * @return since the start
     */
    public synchronized long sent() {
        return sent;
    }

    /**
     * How many lines have not, and never will.
     *
     * @return since the start
     */
    public synchronized long leftOut() {
        return leftOut;
    }

    /**
     * Why lines do not get there now.
     *
     * @return a sentence without a full stop; empty if they do
     */
    public synchronized Optional<String> trouble() {
        return receiver.trouble()
                .map(reason -> reason + "; " + waiting.size() + " wait, and " + leftOut + " were left out");
    }

    /** Sends what waits, if that is done in two seconds. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        receiver.close();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
