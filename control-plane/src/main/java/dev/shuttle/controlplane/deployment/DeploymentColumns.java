package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.Deployment.Git;
import dev.shuttle.protocol.DeploymentState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The columns of a {@link DeploymentRow}, of which some are null together. Public since JDBI constructs it. */
public record DeploymentColumns(
        long seq,
        String id,
        String project,
        DeploymentState state,
        @Nullable String releaseId,
        boolean derived,
        @Nullable String module,
        @Nullable String mavenArgs,
        @Nullable String mainClass,
        @Nullable String arguments,
        @Nullable Integer java,
        @Nullable String digest,
        @Nullable String gitCommit,
        @Nullable String gitBranch,
        @Nullable String gitMessage,
        boolean gitDirty,
        @Nullable String rollbackOf,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String errorStep,
        @Nullable String errorMessage) {

    DeploymentRow row() {
        return new DeploymentRow(
                seq,
                id,
                project,
                state,
                releaseId,
                new Upload.Options(derived, module, mavenArgs, mainClass, arguments, java),
                digest,
                gitCommit == null ? null : new Git(gitCommit, gitBranch, gitMessage, gitDirty),
                rollbackOf,
                createdAt,
                startedAt,
                finishedAt,
                errorStep == null ? null : new Failure(errorStep, String.valueOf(errorMessage)));
    }
}
