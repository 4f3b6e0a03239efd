package dev.shuttle.plugin;

import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Lists the projects. */
@Mojo(name = "list", requiresProject = false, aggregator = true, threadSafe = true)
public final class ListMojo extends AbstractShuttleMojo {

    @Inject
    ListMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, IOException {
        Result result = result();
        List<Project> projects = connect().projects();
        result.tell(new Page<>(projects, null), projects.isEmpty() ? List.of("No projects yet.") : table(projects));
    }

    private static List<String> table(List<Project> projects) {
        Table table = new Table().row("PROJECT", "STATE", "URL");
        projects.forEach(
                each -> table.row(each.name(), each.state().json(), each.url().toString()));
        return table.lines();
    }
}
