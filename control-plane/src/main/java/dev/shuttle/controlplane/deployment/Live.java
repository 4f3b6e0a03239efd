package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.proxy.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * The running deployment of a project. Compared by identity: each start of a service is another one. Immutable.
 */
final class Live {
    private final DeploymentRow row;
    private final int tries;
    private final long since;
    private final @Nullable RunningService host;
    private final @Nullable Upstream upstream;

    private Live(DeploymentRow row, int tries, @Nullable RunningService host, @Nullable Upstream upstream) {
        this.row = row;
        this.tries = tries;
        this.since = System.nanoTime();
        this.host = host;
        this.upstream = upstream;
    }

    /** A service that answers, after some tries to start it again. */
    static Live up(DeploymentRow row, int tries, RunningService host) {
        return new Live(row, tries, host, new Upstream(row.id(), host.address()));
    }

    /** A service that is being started again. */
    static Live down(DeploymentRow row, int tries) {
        return new Live(row, tries, null, null);
    }

    DeploymentRow row() {
        return row;
    }

    /** How often it has been started again, one after the other. */
    int tries() {
        return tries;
    }

    /** By the clock of {@link System#nanoTime()}. */
    long since() {
        return since;
    }

    @Nullable
    RunningService host() {
        return host;
    }

    @Nullable
    Upstream upstream() {
        return upstream;
    }
}
