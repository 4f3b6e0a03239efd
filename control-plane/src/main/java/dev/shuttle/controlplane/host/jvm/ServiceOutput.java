package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.os.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The lines of a host on their way to the log; sees the end of a thread dump. Thread-safe. */
final class ServiceOutput implements LineSink {
    /** The last line of what HotSpot prints at SIGQUIT, but for an overview of the heap. */
    private static final String LAST = "JNI global ref";

    private final LineSink log;
    private final CountDownLatch dumped = new CountDownLatch(1);

    ServiceOutput(LineSink log) {
        this.log = log;
    }

    @Override
    public void line(String stream, String line) {
        log.line(stream, line);
        if (line.startsWith(LAST)) {
            dumped.countDown();
        }
    }

    @Override
    public int cut(String beginning) {
        return log.cut(beginning);
    }

    /** Whether a thread dump has come to its end within that time. */
    boolean awaitDump(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        return Uninterruptibles.await(() -> dumped.await(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
