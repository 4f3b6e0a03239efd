package dev.shuttle.controlplane.console;

import java.util.List;

/**
 * One deployment.
 *
 * @param project its project's head
 * @param line the deployment
 * @param output what its build, or its service, printed last
 * @param source {@code build} or {@code service}
 */
public record DeploymentPage(ProjectHead project, DeploymentLine line, List<String> output, String source)
        implements View {
    @Override
    public String title() {
        return "Deployment of " + project.name();
    }
}
