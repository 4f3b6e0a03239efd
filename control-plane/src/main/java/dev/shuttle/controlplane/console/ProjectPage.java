package dev.shuttle.controlplane.console;

import dev.shuttle.protocol.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A project: what it is made of, and its deployments.
 *
 * @param project its head
 * @param map what its code asks for; null before its first deployment
 * @param failure of the newest deployment; null if it has not failed
 * @param crash of the one that served; null if it has not crashed
 * @param lines the deployments, newest first
 * @param next the address of the earlier ones; null if there are none
 */
public record ProjectPage(
        ProjectHead project,
        @Nullable InfrastructureMap map,
        @Nullable DeploymentLine failure,
        Deployment.@Nullable Failure crash,
        List<DeploymentLine> lines,
        @Nullable String next)
        implements View {
    @Override
    public String title() {
        return project.name();
    }

    /** The deployment that serves, or served last; null if it is not among those shown. */
    public @Nullable DeploymentLine current() {
        return lines.stream().filter(DeploymentLine::current).findFirst().orElse(null);
    }

    /** Whether there is one to roll back to. */
    public boolean isReturnPossible() {
        return lines.stream().anyMatch(DeploymentLine::mayReturn);
    }

    /** Whether one is on its way, so that the page is soon another. */
    public boolean isUnderWay() {
        return lines.stream().anyMatch(DeploymentLine::isUnderWay);
    }
}
