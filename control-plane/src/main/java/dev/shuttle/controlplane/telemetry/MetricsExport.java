package dev.shuttle.controlplane.telemetry;

import dev.shuttle.controlplane.egress.OperatorReceiver;
import dev.shuttle.os.DaemonThreads;
import dev.shuttle.os.OutOfMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the metrics at fixed times, on a thread of its own. Each export tells all since the start, so one that fails is not
 * repeated. Thread-safe.
 */
final class MetricsExport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsExport.class);

    private static final long END_SECONDS = 2;

    private final OperatorReceiver collector;
    private final Duration every;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("shuttle-otlp-metrics"));
    private volatile @Nullable Instant last;

    MetricsExport(OperatorReceiver collector, Duration every) {
        this.collector = collector;
        this.every = every;
    }

    void start(Supplier<byte[]> scrape) {
        var unused = thread.scheduleWithFixedDelay(
                () -> send(scrape), every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(Supplier<byte[]> scrape) {
        try {
            if (collector.offer(scrape.get())) {
                last = Instant.now();
            }
        } catch (RuntimeException e) {
            LOG.warn("The metrics cannot be exported", e);
        } catch (Error e) {
            OutOfMemory.exitIfCaused(e);
            throw e;
        }
    }

    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }

    Optional<String> trouble() {
        return collector.trouble();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("an export of the metrics is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
