package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Parts the output of a JVM into that of its builds: each ends with a line that is its mark, and what comes between two
 * builds is of neither. Thread-safe.
 */
final class MarkedOutput implements LineSink {
    private @Nullable LineSink sink;
    private String mark = "";

    /** The mark has a line to itself, so that an empty one before it may not be the build's. */
    private boolean empty;

    synchronized void begin(LineSink output, String end) {
        sink = output;
        mark = end;
        empty = false;
    }

    @Override
    public synchronized void line(String stream, String line) {
        LineSink output = sink;
        if (output == null) {
            return;
        }
        if (line.equals(mark)) {
            sink = null;
            notifyAll();
            return;
        }
        if (empty) {
            output.line(stream, "");
        }
        empty = line.isEmpty();
        if (!empty) {
            output.line(stream, line);
        }
    }

    @Override
    public synchronized int cut(String beginning) {
        return sink == null ? beginning.length() : sink.cut(beginning);
    }

    /** Waits for the mark, not for longer than that; what comes after it, or after that time, is not the build's. */
    synchronized void end(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long left = patience.toMillis(); sink != null && left > 0; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        sink = null;
    }

    /** The process has ended without it. */
    synchronized void endNow() {
        sink = null;
    }
}
