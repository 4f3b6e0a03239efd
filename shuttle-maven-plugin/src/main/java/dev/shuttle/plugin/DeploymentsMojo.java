package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the project's newest deployments and their commits; a star marks the one that serves.
 */
@Mojo(name = "deployments", requiresProject = false, aggregator = true, threadSafe = true)
public final class DeploymentsMojo extends AbstractShuttleMojo {

    /** The maximum number of deployments. */
    @Parameter(property = "shuttle.limit", defaultValue = "20")
    private int limit;

    @Inject
    DeploymentsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        if (limit < 1) {
            throw new MojoFailureException("-Dshuttle.limit must be 1 or more, not " + limit + ".");
        }
        ProjectName name = project().name();
        ShuttleClient client = connect();
        List<Deployment> deployments = client.deployments(name, limit);
        String current = client.project(name).map(Project::current).orElse(null);
        result.tell(
                new Page<>(deployments, null),
                deployments.isEmpty() ? List.of("No deployments yet.") : table(deployments, current));
    }

    private static List<String> table(List<Deployment> deployments, @Nullable String current) {
        Table table = new Table().row(" ", "DEPLOYMENT", "STATE", "CREATED", "TOOK", "NOTE", "COMMIT");
        for (Deployment each : deployments) {
            table.row(
                    each.id().equals(current) ? "*" : " ",
                    each.id(),
                    each.state().json(),
                    Table.time(each.createdAt()),
                    took(each),
                    note(each),
                    Origin.of(each.git()));
        }
        return table.lines();
    }

    /** From the upload to the first answer, or to the failure. */
    private static String took(Deployment deployment) {
        Instant end = deployment.startedAt() == null ? deployment.finishedAt() : deployment.startedAt();
        return end == null ? "-" : String.format(Locale.ROOT, "%.1f s", seconds(deployment.createdAt(), end));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1e3;
    }

    private static String note(Deployment deployment) {
        if (deployment.error() != null) {
            return "failed at step " + deployment.error().step();
        }
        if (deployment.rollbackOf() != null) {
            return "rollback of " + deployment.rollbackOf();
        }
        List<String> steps =
                deployment.steps().stream().map(Deployment.Step::name).toList();
        return steps.contains("provision") && !steps.contains("build") ? "start or restart" : "";
    }
}
