package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.proxy.Upstream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds services whose process is there and which answer nothing any more, within 60 seconds, and ends them, to be started
 * again as if they had ended by themselves. One that sends anything to any client is alive, and is not even asked; a long
 * request alone is no reason. Thread-safe.
 */
final class LivenessWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LivenessWatch.class);

    /** Between two looks at a service that answers. */
    static final Duration PAUSE = Duration.ofSeconds(15);

    /** Between two at one that did not: with ten seconds for each of the three that makes 55 s at most. */
    static final Duration PAUSE_SILENT = Duration.ofSeconds(5);

    static final int SILENCES = 3;

    /** The machine is so busy that nothing can be said of a service. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** Asked at a time: each holds a thread, for ten seconds if it hangs. */
    private static final int AT_A_TIME = 16;

    private static final Duration PAUSE_BUSY = Duration.ofSeconds(1);

    private final ActiveDeployments active;
    private final DeploymentLogs logs;
    private final BackgroundWork background;
    private final Scheduler scheduler;
    private final Predicate<Upstream> speaks;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    LivenessWatch(ActiveDeployments active, DeploymentLogs logs, BackgroundWork background, Scheduler scheduler) {
        this(active, logs, background, scheduler, upstream -> upstream.silence().compareTo(PAUSE) < 0);
    }

    /** With what tells whether a service has sent something to a client just now. */
    LivenessWatch(
            ActiveDeployments active,
            DeploymentLogs logs,
            BackgroundWork background,
            Scheduler scheduler,
            Predicate<Upstream> speaks) {
        this.speaks = speaks;
        this.active = active;
        this.logs = logs;
        this.background = background;
        this.scheduler = scheduler;
    }

    /** Until it ends, or another serves the project. */
    void watch(ActiveDeployment up) {
        lookAfter(PAUSE, up, 0);
    }

    private void lookAfter(Duration pause, ActiveDeployment up, int silences) {
        long due = scheduler.nanoTime() + pause.toNanos();
        scheduler.schedule(pause, () -> {
            if (!up.isAlive() || !active.isCurrent(up)) {
                return;
            }
            if (!places.tryAcquire()) {
                lookAfter(PAUSE_BUSY, up, silences);
                return;
            }
            background.run(() -> {
                try {
                    look(up, silences, scheduler.nanoTime() - due > LATE.toNanos());
                } finally {
                    places.release();
                }
            });
        });
    }

    private void look(ActiveDeployment up, int silences, boolean late) {
        RunningService host = up.host();
        if (host == null) {
            return;
        }
        boolean seen = speaks(up.upstream()) || host.answers() || speaks(up.upstream());
        if (seen) {
            lookAfter(PAUSE, up, 0);
        } else if (late || silences + 1 < SILENCES) {
            lookAfter(PAUSE_SILENT, up, late ? silences : silences + 1);
        } else if (active.isCurrent(up)) {
            end(up, host);
        }
    }

    private boolean speaks(@Nullable Upstream upstream) {
        return upstream != null && speaks.test(upstream);
    }

    private void end(ActiveDeployment up, RunningService host) {
        LOG.warn("deployment {} of {} hangs and is ended", up.row().id(), up.project());
        String found = "The service does not answer any more, although its process is there: " + SILENCES
                + " requests for its health path, and all others, were without an answer for half a minute or more";
        logs.of(up.project(), up.row().id())
                .sink("shuttle")
                .line("err", found + ". The stacks of its threads follow; then it is started again.");
        host.endHung(found + ". The stacks of its threads are in the log of this deployment: look there for what all"
                + " request threads wait for. `@ShuttleService(health = \"-\")` keeps the platform from asking.");
    }
}
