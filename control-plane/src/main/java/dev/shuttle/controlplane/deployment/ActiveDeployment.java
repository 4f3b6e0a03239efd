package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.proxy.Upstream;
import org.jspecify.annotations.Nullable;

/** The deployment that serves a project, from one start of its service to the next. Compared by identity. Immutable. */
final class ActiveDeployment {
    private final DeploymentRow row;
    private final int starts;
    private final long since;
    private final @Nullable RunningService host;
    private final @Nullable Upstream upstream;

    private ActiveDeployment(
            DeploymentRow row, int starts, long since, @Nullable RunningService host, @Nullable Upstream upstream) {
        this.row = row;
        this.starts = starts;
        this.since = since;
        this.host = host;
        this.upstream = upstream;
    }

    /** A service that answers since then, by the clock of {@link Scheduler#nanoTime()}. */
    static ActiveDeployment up(
            DeploymentRow row, int starts, long since, RunningService host, Upstream.Options options) {
        return new ActiveDeployment(row, starts, since, host, new Upstream(row.id(), host.address(), options));
    }

    /** A service that is about to be started again. */
    static ActiveDeployment down(DeploymentRow row, int starts) {
        return new ActiveDeployment(row, starts, 0, null, null);
    }

    DeploymentRow row() {
        return row;
    }

    String project() {
        return row.project();
    }

    /** How often it was started again, one time right after the other. */
    int starts() {
        return starts;
    }

    long since() {
        return since;
    }

    @Nullable
    RunningService host() {
        return host;
    }

    boolean isAlive() {
        return host != null && !host.ended().isDone();
    }

    @Nullable
    Upstream upstream() {
        return upstream;
    }
}
