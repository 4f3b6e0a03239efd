package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.runtime.plan.PlanDifference.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment among others.
 *
 * @param deployment as the API has it
 * @param current whether it serves, or served last
 * @param by the name of the key that began it; null if that is no longer known
 * @param waterfall its steps
 * @param changes of its plan to the one before; none if that is not known
 * @param mayReturn whether a roll-back to it is possible
 */
public record DeploymentLine(
        Deployment deployment,
        boolean current,
        @Nullable String by,
        Waterfall waterfall,
        List<Change> changes,
        boolean mayReturn) {
    private static final int SHORT_HASH = 7;

    /** The commit as people write it; null if it is not known. */
    public @Nullable String commit() {
        return commit(deployment);
    }

    /** The commit of a deployment. */
    public static @Nullable String commit(@Nullable Deployment deployment) {
        Deployment.@Nullable Git git = deployment == null ? null : deployment.git();
        @Nullable String hash = git == null ? null : git.commit();
        return hash == null ? null : hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /** The commit's first line; null if it is not known. */
    public @Nullable String message() {
        return message(deployment);
    }

    /** The first line of a deployment's commit. */
    public static @Nullable String message(@Nullable Deployment deployment) {
        Deployment.@Nullable Git git = deployment == null ? null : deployment.git();
        return git == null ? null : git.message();
    }

    public @Nullable String branch() {
        return deployment.git() == null ? null : deployment.git().branch();
    }

    /** A name where there is no commit to tell. */
    public String kind() {
        if (deployment.rollbackOf() != null) {
            return "Roll-back";
        }
        return isRestart() ? "Restart" : "Deploy without a commit";
    }

    /** Whether it starts again what an earlier one built. */
    public boolean isRestart() {
        return deployment.rollbackOf() == null && has("provision") && !has("build");
    }

    private boolean has(String step) {
        return deployment.steps().stream().anyMatch(each -> each.name().equals(step));
    }

    /** Whether it is on its way. */
    public boolean isUnderWay() {
        return deployment.startedAt() == null && !deployment.state().isFinal();
    }
}
