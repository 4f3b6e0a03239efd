package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.os.DiskFull;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.os.Shortage;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectState;
import dev.shuttle.proxy.Upstream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the services that serve. One that ended by itself is started again, after the pauses of the {@link
 * RestartPolicy}, and given up when they are used up; requests wait meanwhile. Where the version before still stands by,
 * that one serves again instead. Thread-safe.
 */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** Seconds, between two starts that fail for what the server lacks. */
    private static final long LONGEST_SHORTAGE = 10;

    private final ActiveDeployments active;
    private final ServiceHosts hosts;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final ProjectTraffic traffic;
    private final BackgroundWork background;
    private final Scheduler scheduler;
    private final RestartPolicy policy;
    private final LivenessWatch liveness;

    /** By deployment: starts in a row that failed for what the server lacks. Of those that serve by the store only. */
    private final Map<String, Integer> shortages = new ConcurrentHashMap<>();

    Supervisor(
            ActiveDeployments active,
            ServiceHosts hosts,
            DeploymentStore store,
            DeploymentLogs logs,
            ProjectTraffic traffic,
            BackgroundWork background,
            Scheduler scheduler,
            RestartPolicy policy,
            LivenessWatch liveness) {
        this.active = active;
        this.hosts = hosts;
        this.store = store;
        this.logs = logs;
        this.traffic = traffic;
        this.background = background;
        this.scheduler = scheduler;
        this.policy = policy;
        this.liveness = liveness;
    }

    /** Leads the project's requests to a service that answers, and watches it. The caller holds the project's lock. */
    ActiveDeployment watch(DeploymentRow row, int starts, RunningService host) {
        ActiveDeployment up = ActiveDeployment.up(row, starts, scheduler.nanoTime(), host, optionsOf(row, host));
        Upstream upstream = up.upstream();
        active.put(up);
        if (upstream != null) {
            traffic.serve(row.project(), upstream);
        }
        liveness.watch(up);
        var unused = host.ended().thenAccept(reason -> background.run(() -> ended(up, reason)));
        return up;
    }

    private Upstream.Options optionsOf(DeploymentRow row, RunningService host) {
        return new Upstream.Options(
                hosts.responseTimeout(row).orElse(null),
                Map.of(),
                line -> background.run(() -> error(row, line)),
                host.socket().orElse(null));
    }

    private void ended(ActiveDeployment gone, String reason) {
        synchronized (active.lock(gone.project())) {
            if (active.isCurrent(gone)) {
                error(gone.row(), reason);
                ActiveDeployment before = active.takeStandby(gone.project());
                if (before != null) {
                    serveAgain(before, gone.row(), reason);
                    return;
                }
                Duration uptime = Duration.ofNanos(scheduler.nanoTime() - gone.since());
                restart(gone.row(), policy.isStable(uptime) ? 0 : gone.starts(), reason);
            }
        }
    }

    /** The new version ended right after the switch: the one before, which still runs, gets the requests again. */
    private void serveAgain(ActiveDeployment before, DeploymentRow gone, String reason) {
        DeploymentRow row = before.row();
        RunningService host = Objects.requireNonNull(before.host());
        ActiveDeployment up = watch(row, before.starts(), host);
        String told = "The service ended right after the switch. Deployment " + row.id()
                + ", the version before, serves again. Fix it and deploy again.";
        error(gone, told);
        error(row, "This version serves again, since deployment " + gone.id() + " ended right after the switch");
        Failure failure = new Failure("switch", logs.masked(gone.project(), reason + "\n" + told));
        write(row, () -> active.isCurrent(up), () -> store.serveAgain(row, gone.id(), failure));
        logs.wake(row.project(), row.id());
        logs.release(gone.project(), gone.id());
    }

    /** Starts what serves a project, or gives it up after so many starts in a row. */
    void restart(DeploymentRow row, int starts) {
        restart(row, starts, null);
    }

    /** {@code ended} says why it ended by itself, if it did. */
    private void restart(DeploymentRow row, int starts, @Nullable String ended) {
        synchronized (active.lock(row.project())) {
            Optional<Duration> pause = policy.pauseAfter(starts);
            if (pause.isEmpty()) {
                giveUp(row, starts, ended);
                return;
            }
            if (ended != null) {
                active.restarted(row.project());
            }
            ActiveDeployment down = ActiveDeployment.down(row, starts);
            active.put(down);
            traffic.hold(row.project());
            write(row, () -> active.isCurrent(down), () -> storeRestart(row, ended));
            background.startAfter(pause.get(), () -> startAgain(down));
        }
    }

    private void storeRestart(DeploymentRow row, @Nullable String ended) {
        if (ended == null) {
            store.move(row.id(), DeploymentState.RESTARTING);
        } else {
            store.restartAfterCrash(row, logs.masked(row.project(), ended));
        }
    }

    private void giveUp(DeploymentRow row, int starts, @Nullable String ended) {
        String project = row.project();
        String told = "The service ended " + starts + " times and is given up; deploy a version that stays up";
        error(row, told);
        String next = "It ended " + starts + " times in a row, and is given up. See its log (mvn shuttle:logs"
                + " -Dshuttle.source=service); fix it and deploy again, or serve an earlier version (mvn shuttle:rollback).";
        String reason = logs.masked(project, ended == null ? told : ended) + "\n" + next;
        active.remove(project);
        write(row, () -> active.get(project) == null, () -> store.giveUp(row, reason));
        traffic.refuse(project, ProjectState.CRASHED);
        logs.release(project, row.id());
    }

    private void startAgain(ActiveDeployment down) {
        if (!active.isCurrent(down)) {
            shortages.remove(down.row().id());
            return;
        }
        try {
            started(down, hosts.startAgain(down.row()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            OutOfMemory.exitIfCaused(e);
            notStarted(down, e);
        }
    }

    private void started(ActiveDeployment down, RunningService host) {
        DeploymentRow row = down.row();
        shortages.remove(row.id());
        synchronized (active.lock(row.project())) {
            if (active.isCurrent(down)) {
                ActiveDeployment up = watch(row, down.starts() + 1, host);
                write(row, () -> active.isCurrent(up), () -> store.resume(row));
                logs.wake(row.project(), row.id());
                return;
            }
        }
        host.stop();
    }

    private void notStarted(ActiveDeployment down, Throwable fault) {
        synchronized (active.lock(down.project())) {
            if (!active.isCurrent(down)) {
                return;
            }
            // The service is not given up for what its server lacks.
            if (Shortage.caused(fault)) {
                lacking(down, fault);
                return;
            }
            shortages.remove(down.row().id());
            LOG.warn("deployment {} did not come back", down.row().id(), fault);
            error(down.row(), said(fault));
            restart(down.row(), down.starts() + 1, said(fault));
        }
    }

    /** Tries again at growing pauses of at most ten seconds, and says it once. */
    private void lacking(ActiveDeployment down, Throwable fault) {
        int times = shortages.merge(down.row().id(), 1, Integer::sum);
        if (times == 1) {
            LOG.warn(
                    "deployment {} cannot be started for want of something; it is tried again",
                    down.row().id(),
                    fault);
            error(down.row(), said(fault) + " It is tried again until the server has what it takes.");
        }
        Duration pause = Duration.ofSeconds(Math.min(LONGEST_SHORTAGE, 1L << Math.min(times - 1, 10)));
        background.startAfter(pause, () -> startAgain(down));
    }

    private static String said(Throwable fault) {
        return fault.getMessage() == null ? fault.toString() : fault.getMessage();
    }

    /** A service does not wait for the store: what cannot be written now is written later, if it still holds then. */
    private void write(DeploymentRow row, BooleanSupplier holds, Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            if (!DiskFull.caused(e)) {
                LOG.error("the state of deployment {} could not be stored", row.id(), e);
                return;
            }
            background.run(() -> DiskFullRetry.run("The state of deployment " + row.id(), background::isClosed, () -> {
                synchronized (active.lock(row.project())) {
                    if (holds.getAsBoolean()) {
                        write.run();
                    }
                }
            }));
        }
    }

    private void error(DeploymentRow row, String line) {
        logs.of(row.project(), row.id()).sink("shuttle").line("err", line);
    }
}
