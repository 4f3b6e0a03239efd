package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Says how the project is: its state, its URL, and what serves there since when. */
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
                        + "' on this control plane: mvn shuttle:list shows those there are, mvn shuttle:deploy makes"
                        + " one."));
        result.tell(project, describe(project, client.deployments(name)));
    }

    private static List<String> describe(Project project, List<Deployment> deployments) {
        Table table = new Table()
                .row("project", project.name())
                .row("state", project.state().json())
                .row("url", project.url().toString());
        deployments.stream()
                .filter(each -> each.id().equals(project.current()))
                .forEach(each -> table.row("serves", each.id() + since(each)));
        deployments.stream()
                .max(Comparator.comparing(Deployment::createdAt))
                .filter(latest -> !latest.id().equals(project.current()))
                .ifPresent(latest -> table.row("latest", latest.id() + " " + outcome(latest)));
        return table.lines();
    }

    private static String since(Deployment deployment) {
        return deployment.startedAt() == null ? "" : " since " + deployment.startedAt();
    }

    private static String outcome(Deployment latest) {
        Deployment.Failure error = latest.error();
        return latest.state().json() + (error == null ? "" : " at step " + error.step() + ": " + error.message());
    }
}
