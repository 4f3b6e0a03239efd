package dev.shuttle.plugin;

import dev.shuttle.os.ByteSize;
import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.ProjectOrigin;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Shows the project's state and URL, and which deployment serves since when, from which commit. */
@Mojo(name = "status", requiresProject = false, aggregator = true, threadSafe = true)
public final class StatusMojo extends AbstractShuttleMojo {

    @Inject
    StatusMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        Project project = client.project(name)
                .orElseThrow(() -> new MojoFailureException("There is no project '" + name
                        + "' on this control plane: mvn shuttle:list lists all projects, mvn shuttle:deploy creates"
                        + " one."));
        List<Deployment> newest = client.deployments(name, 1);
        Deployment serving = project.current() == null ? null : client.deployment(name, project.current());
        result.tell(project, describe(project, serving, newest.isEmpty() ? null : newest.get(0)));
    }

    private static List<String> describe(Project project, @Nullable Deployment serving, @Nullable Deployment latest) {
        Table table = new Table()
                .row("project", project.name())
                .row("state", project.state().json())
                .row("url", project.url().toString());
        if (project.origin() != null) {
            table.row("origin", origin(project.origin()));
        }
        if (project.disk() != null) {
            table.row(
                    "disk",
                    ByteSize.text(project.disk().used()) + " of "
                            + ByteSize.text(project.disk().limit()));
        }
        if (project.error() != null) {
            List<String> told = project.error().message().lines().toList();
            table.row("reason", Terminal.plain(told.get(0)));
            told.stream().skip(1).forEach(line -> table.row("", Terminal.plain(line)));
        }
        if (serving != null) {
            boolean over = serving.state().isFinal();
            table.row(over ? "served" : "serves", serving.id() + (over ? until(serving) : since(serving)));
            commit(table, serving);
        }
        if (latest != null && !latest.id().equals(project.current())) {
            table.row("latest", latest.id() + " " + outcome(latest));
            commit(table, latest);
        }
        return table.lines();
    }

    private static String origin(ProjectOrigin origin) {
        return Stream.of(origin.module(), origin.repository())
                .flatMap(Stream::ofNullable)
                .collect(Collectors.joining(" in "));
    }

    private static void commit(Table table, Deployment deployment) {
        if (deployment.git() != null) {
            table.row("", "from " + Origin.of(deployment.git()));
        }
    }

    private static String since(Deployment deployment) {
        return deployment.startedAt() == null ? "" : " since " + Table.time(deployment.startedAt());
    }

    private static String until(Deployment deployment) {
        return deployment.finishedAt() == null ? "" : " until " + Table.time(deployment.finishedAt());
    }

    private static String outcome(Deployment latest) {
        Deployment.Failure error = latest.error();
        return latest.state().json()
                + (error == null ? "" : " at step " + error.step() + ": " + firstLine(error.message()));
    }

    /** Those behind it are of its log, which {@code shuttle:logs} shows. */
    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
