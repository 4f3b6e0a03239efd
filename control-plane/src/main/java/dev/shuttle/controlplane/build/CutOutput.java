package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.log.LineSink;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A build's output within bounds: its beginning as it comes, then its last lines, and between them how much is left
 * out. So a flood neither pushes the beginning out of the log nor keeps the disk busy. Thread-safe.
 */
final class CutOutput implements LineSink {

    /** Maven with -X on a large reactor stays below it; a log holds 16 MiB. */
    static final long BEGINNING_BYTES = 8 << 20;

    /** Some hundred lines: where a build says why it failed. */
    static final int END_BYTES = 64 << 10;

    /** The overhead of a line. */
    private static final int LINE_BYTES = 64;

    private final LineSink sink;
    private final Deque<Line> end = new ArrayDeque<>();
    private long printed;
    private long endBytes;
    private long leftOut;
    private long leftOutBytes;

    private record Line(String stream, String text) {
        int bytes() {
            return LINE_BYTES + text.length();
        }
    }

    CutOutput(LineSink sink) {
        this.sink = sink;
    }

    @Override
    public synchronized void line(String stream, String text) {
        Line line = new Line(stream, text);
        if (printed < BEGINNING_BYTES) {
            printed += line.bytes();
            sink.line(stream, text);
            if (printed >= BEGINNING_BYTES) {
                sink.line(
                        "err",
                        "shuttle: the build has printed " + (BEGINNING_BYTES >> 20)
                                + " MiB; of the rest, only the last lines are shown at its end");
            }
            return;
        }
        end.add(line);
        endBytes += line.bytes();
        while (endBytes > END_BYTES && end.size() > 1) {
            Line gone = end.remove();
            endBytes -= gone.bytes();
            leftOut++;
            leftOutBytes += gone.text().length();
        }
    }

    @Override
    public int cut(String beginning) {
        return sink.cut(beginning);
    }

    /** The build has ended: its last lines are shown. */
    synchronized void finish() {
        if (leftOut > 0) {
            sink.line("err", "shuttle: " + leftOut + " lines of " + leftOutBytes + " characters are omitted here");
        }
        end.forEach(line -> sink.line(line.stream(), line.text()));
        end.clear();
    }
}
