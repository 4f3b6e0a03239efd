package dev.shuttle.controlplane.console;

import dev.shuttle.controlplane.auth.AuditLog;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.runtime.plan.PlanDifference.Change;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deployment among others.
 *
 * @param deployment as the API has it
 * @param current whether it serves, or served last
 * @param beginning the request that began it; null if that is no longer known
 * @param waterfall its steps
 * @param changes of its plan to the one before; none if that is not known
 * @param mayReturn whether a roll-back to it is possible
 */
public record DeploymentLine(
        Deployment deployment,
        boolean current,
        AuditLog.@Nullable Beginning beginning,
        Waterfall waterfall,
        List<Change> changes,
        boolean mayReturn) {
    private static final int SHORT_HASH = 7;
    private static final Pattern SETTING = Pattern.compile("/projects/[^/]+/(env|secrets|resources)(?:/(.+))?");

    /** The name of the key that began it; null if that is no longer known. */
    public @Nullable String by() {
        return beginning == null ? null : beginning.actor();
    }

    /** The change of a setting that a restart was for; null if there is none. */
    public @Nullable String cause() {
        Matcher setting = SETTING.matcher(beginning == null || !isRestart() ? "" : beginning.path());
        if (!setting.matches()) {
            return null;
        }
        @Nullable String name = setting.group(2);
        return switch (setting.group(1)) {
            case "env" -> name == null ? "variables changed" : "variable " + name + " changed";
            case "secrets" -> name == null ? "secrets changed" : "secret " + name + " changed";
            default -> name == null ? null : name.replace('/', ' ') + " changed";
        };
    }

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

    /** In a sentence: the last deploy, restart, roll-back. */
    public String noun() {
        return deployment.rollbackOf() != null ? "roll-back" : isRestart() ? "restart" : "deploy";
    }

    /** The first line of why it failed; null if it did not. */
    public @Nullable String fault() {
        Deployment.@Nullable Failure error = deployment.error();
        return error == null ? null : error.message().lines().findFirst().orElse("");
    }

    /** Whether it is on its way. */
    public boolean isUnderWay() {
        return deployment.startedAt() == null && !deployment.state().isFinal();
    }
}
