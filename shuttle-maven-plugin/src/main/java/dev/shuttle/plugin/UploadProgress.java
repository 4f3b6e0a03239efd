package dev.shuttle.plugin;

import dev.shuttle.plugin.pack.Size;
import dev.shuttle.protocol.client.UploadListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/**
 * Shows how far an upload is: a bar on a terminal; elsewhere lines, ten at most and only for what takes time. Thread-safe.
 */
final class UploadProgress implements UploadListener, AutoCloseable {

    /** Smaller uploads are done before a line can be read. */
    private static final long WORTH_A_LINE = 1024 * 1024;

    private static final long BAR_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LINE_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int BAR_WIDTH = 40;

    private final boolean bar;
    private final Log log;
    private final PrintStream terminal;
    private final LongSupplier nanos;
    private long shownAt;
    private long shownTenth;
    private boolean shown;

    UploadProgress(boolean bar, Log log, PrintStream terminal, LongSupplier nanos) {
        this.bar = bar;
        this.log = log;
        this.terminal = terminal;
        this.nanos = nanos;
        this.shownAt = nanos.getAsLong();
    }

    static UploadProgress of(MavenSession session, Log log) {
        boolean bar = log.isInfoEnabled() && session.getRequest().isInteractiveMode() && Prompt.isTerminal();
        return new UploadProgress(bar, log, System.out, System::nanoTime);
    }

    @Override
    public synchronized void sent(long sent, long total) {
        long now = nanos.getAsLong();
        boolean due = sent == total || now - shownAt >= (bar ? BAR_PAUSE : LINE_PAUSE);
        if (total <= 0 || !due) {
            return;
        }
        if (bar) {
            draw(sent, total);
            shownAt = now;
        } else if (total > WORTH_A_LINE && sent * 10 / total > shownTenth) {
            shownTenth = sent * 10 / total;
            shownAt = now;
            log.info("Uploaded " + percent(sent, total));
        }
    }

    private void draw(long sent, long total) {
        int done = (int) (sent * BAR_WIDTH / total);
        terminal.print("\r[" + "=".repeat(done) + " ".repeat(BAR_WIDTH - done) + "] " + percent(sent, total));
        terminal.flush();
        shown = true;
    }

    private static String percent(long sent, long total) {
        return String.format("%3d %% of %s", sent * 100 / total, Size.of(total));
    }

    /** Leaves the bar's line. */
    @Override
    public synchronized void close() {
        if (shown) {
            terminal.println();
        }
    }
}
