package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.disk.ProjectDisk.Walk;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends builds that write more than their project may keep, while they write. Thread-safe. */
final class BuildDiskWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BuildDiskWatch.class);

    /** Between two looks: in it a build writes a few GiB at most. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Walk WALK = Walk.unhurried(Duration.ofMinutes(1));

    /** A look takes at most a tenth of the time. */
    private static final int PAUSES = 9;

    private final DiskBound bound;
    private final BackgroundWork background;
    private final Scheduler scheduler;

    BuildDiskWatch(DiskBound bound, BackgroundWork background, Scheduler scheduler) {
        this.bound = bound;
        this.background = background;
        this.scheduler = scheduler;
    }

    /** Until it is closed, or the build has been ended. */
    Watched watch(DeploymentRun run) {
        Watched watched = new Watched(run);
        if (bound.isLimited()) {
            watched.lookAfter(PAUSE);
        }
        return watched;
    }

    /** A build in work. */
    final class Watched implements AutoCloseable {
        private final DeploymentRun run;
        private volatile boolean closed;

        private Watched(DeploymentRun run) {
            this.run = run;
        }

        private void lookAfter(Duration pause) {
            scheduler.schedule(pause, () -> {
                if (!closed) {
                    background.run(this::look);
                }
            });
        }

        private void look() {
            long begin = System.nanoTime();
            try {
                var overrun = bound.overrun(run.row().project(), run.row().id(), WALK);
                if (overrun.isPresent()) {
                    end(overrun.get());
                    return;
                }
            } catch (IOException e) {
                LOG.warn("what build {} has written is not known: {}", run.row().id(), e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the background work is being closed
                return;
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(PAUSES);
            lookAfter(taken.compareTo(PAUSE) > 0 ? taken : PAUSE);
        }

        private synchronized void end(String reason) {
            if (!closed) {
                run.interrupt(reason);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
        }
    }
}
