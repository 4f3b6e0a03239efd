package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as it is stored; {@link dev.shuttle.protocol.Deployment} has what the fields mean.
 *
 * @param seq grows with every deployment
 * @param release the deployment that built the release it serves; null until it is built
 * @param options how to build it
 */
record DeploymentRow(
        long seq,
        String id,
        String project,
        DeploymentState state,
        @Nullable String release,
        Upload.Options options,
        @Nullable String digest,
        @Nullable Git git,
        @Nullable String rollbackOf,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Failure error) {

    /** Whether it serves what an earlier one built. */
    boolean isRollback() {
        return rollbackOf != null;
    }
}
