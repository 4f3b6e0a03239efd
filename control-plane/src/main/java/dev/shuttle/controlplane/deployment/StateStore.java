package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.DeploymentState;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the state of a deployment as part of a transaction, if {@link Lifecycle} allows it. */
final class StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

    private StateStore() {}

    static void move(Handle handle, String id, DeploymentState to) {
        DeploymentState from = handle.select("select state from deployment where id = ? for update", id)
                .mapTo(DeploymentState.class)
                .findOne()
                .orElse(null);
        if (from == null || from == to) {
            return;
        }
        if (!Lifecycle.allows(from, to)) {
            throw new IllegalStateException("deployment " + id + " cannot go from " + from + " to " + to);
        }
        handle.execute(
                "update deployment set state = ?, finished_at = ? where id = ?",
                to.json(),
                to.isFinal() ? Instant.now() : null,
                id);
        if (to.isFinal()) {
            StepStore.endStep(handle, id);
        }
        LOG.info("deployment {}: {} -> {}", id, from.json(), to.json());
    }

    static boolean isMovable(Handle handle, String id, DeploymentState to) {
        return handle.select("select state from deployment where id = ?", id)
                .mapTo(DeploymentState.class)
                .findOne()
                .filter(state -> Lifecycle.allows(state, to))
                .isPresent();
    }
}
