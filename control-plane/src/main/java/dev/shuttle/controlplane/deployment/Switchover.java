package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Upstream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a project's traffic from one deployment to the next. Swaps, then drains: the store commits who serves, the route
 * is put with one atomic write, and only then the old version drains, in the background. It stands by for a while, to
 * serve again if the new one ends, and then ends itself. Thread-safe.
 */
final class Switchover {
    private static final Logger LOG = LoggerFactory.getLogger(Switchover.class);

    private final ActiveDeployments active;
    private final Supervisor supervisor;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final ProjectTraffic traffic;
    private final BackgroundWork background;
    private final Retention retention;
    private final Scheduler scheduler;
    private final Duration drainTimeout;
    private final Duration standbyTime;

    Switchover(
            ActiveDeployments active,
            Supervisor supervisor,
            DeploymentStore store,
            DeploymentLogs logs,
            ProjectTraffic traffic,
            BackgroundWork background,
            Retention retention,
            Scheduler scheduler,
            Duration drainTimeout,
            Duration standbyTime) {
        this.active = active;
        this.supervisor = supervisor;
        this.store = store;
        this.logs = logs;
        this.traffic = traffic;
        this.background = background;
        this.retention = retention;
        this.scheduler = scheduler;
        this.drainTimeout = drainTimeout;
        this.standbyTime = standbyTime;
    }

    /** Makes a started deployment the one that serves. */
    void switchTo(DeploymentRow next, RunningService host) {
        ActiveDeployment old;
        ActiveDeployment older;
        ActiveDeployment standby;
        synchronized (active.lock(next.project())) {
            old = active.get(next.project());
            DeploymentRow serving =
                    store.serve(next, old == null ? null : old.row().id());
            older = active.endStandby(next.project());
            standby = old != null && old.isAlive() && !standbyTime.isZero() ? old : null;
            if (standby != null) {
                active.standBy(standby);
            }
            supervisor.watch(serving, 0, host);
        }
        if (older != null) {
            background.run(() -> end(older, DeploymentState.SUPERSEDED));
        }
        if (standby != null) {
            background.run(() -> drain(standby));
            scheduler.schedule(standbyTime, () -> background.run(() -> endStandby(standby)));
        } else {
            background.run(() -> supersede(old, next.project()));
        }
    }

    private void endStandby(ActiveDeployment old) {
        boolean taken;
        synchronized (active.lock(old.project())) {
            taken = active.endStandby(old);
        }
        if (taken) {
            supersede(old, old.project());
        }
    }

    private void supersede(@Nullable ActiveDeployment old, String project) {
        end(old, DeploymentState.SUPERSEDED);
        retention.tidy(project); // the old process no longer loads classes from its release
    }

    /**
     * Stops what serves, before the next version starts: requests wait. By the store it is being restarted, so that a crash
     * of the control plane brings it back.
     *
     * @return to be {@linkplain #startAgain started again} if the next version does not come to serve; null if nothing ran
     */
    @Nullable
    ActiveDeployment stopForNext(String project) {
        ActiveDeployment old;
        ActiveDeployment older;
        ActiveDeployment down;
        synchronized (active.lock(project)) {
            old = active.get(project);
            if (old == null) {
                return null;
            }
            store.move(old.row().id(), DeploymentState.RESTARTING);
            older = active.endStandby(project);
            down = ActiveDeployment.down(old.row(), 0);
            active.put(down);
            traffic.hold(project);
        }
        try {
            end(older, DeploymentState.SUPERSEDED);
            stop(old);
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            startAgain(down);
            throw e;
        }
        return down;
    }

    private void stop(ActiveDeployment old) {
        drain(old);
        RunningService host = old.host();
        if (host != null) {
            host.stop();
        }
    }

    /** Brings back what was stopped for a version that did not come to serve. */
    void startAgain(ActiveDeployment down) {
        synchronized (active.lock(down.project())) {
            if (active.isCurrent(down)) {
                supervisor.restart(down.row(), 0);
            }
        }
    }

    /**
     * Stops what serves: from here on the proxy says that the project is stopped.
     *
     * @param id the deployment that is meant; another one that serves by now is left alone
     * @return whether it served
     */
    boolean stop(String project, String id) {
        ActiveDeployment old;
        ActiveDeployment older;
        synchronized (active.lock(project)) {
            old = active.get(project);
            if (old == null || !old.row().id().equals(id)) {
                return false;
            }
            store.stop(project, id);
            active.remove(project);
            older = active.endStandby(project);
            traffic.refuse(project, ProjectState.STOPPED);
        }
        background.run(() -> end(older, DeploymentState.SUPERSEDED));
        background.run(() -> end(old, DeploymentState.STOPPED));
        return true;
    }

    /**
     * Takes a project off the proxy, and out of the store by {@code forget}, as one change.
     *
     * @return ends what served it; on the caller's thread
     */
    Runnable remove(String project, Runnable forget) {
        ActiveDeployment old;
        ActiveDeployment older;
        synchronized (active.lock(project)) {
            forget.run();
            traffic.remove(project);
            old = active.remove(project);
            older = active.endStandby(project);
        }
        return () -> {
            end(older, DeploymentState.SUPERSEDED);
            end(old, DeploymentState.STOPPED);
        };
    }

    /** Waits for the last requests, then stops the service. */
    private void end(@Nullable ActiveDeployment old, DeploymentState to) {
        if (old == null) {
            return;
        }
        DeploymentRow row = old.row();
        stop(old);
        DiskFullRetry.run("The end of deployment " + row.id(), background::isClosed, () -> store.move(row.id(), to));
        logs.release(row.project(), row.id());
    }

    private void drain(ActiveDeployment old) {
        Upstream upstream = old.upstream();
        if (upstream == null) {
            return;
        }
        try {
            upstream.drain().get(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            logs.of(old.project(), old.row().id())
                    .sink("shuttle")
                    .line("err", "Requests that were still open after " + drainTimeout + " were cut");
        } catch (ExecutionException e) {
            LOG.warn("draining {} failed", old.row().id(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            upstream.close();
        }
    }
}
