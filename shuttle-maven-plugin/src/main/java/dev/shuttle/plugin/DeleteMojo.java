package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the project: its address, deployments and logs. Asks first. Keeps its data, unless told otherwise; the data of a
 * deleted project can be deleted later.
 */
@Mojo(name = "delete", requiresProject = false, aggregator = true, threadSafe = true)
public final class DeleteMojo extends AbstractShuttleMojo {

    /** The project's name, to delete it without being asked. */
    @Parameter(property = "shuttle.confirm")
    private @Nullable String confirm;

    /** Deletes databases, folders and secrets too. */
    @Parameter(property = "shuttle.deleteResources", defaultValue = "false")
    private boolean deleteResources;

    @Inject
    DeleteMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        // A project that is gone may have left data; the server knows, and answers 404 if not.
        if (!deleteResources && client.project(name).isEmpty()) {
            throw new MojoFailureException("There is no project '" + name + "'. mvn shuttle:list lists all projects.");
        }
        confirm(name);
        client.delete(name, deleteResources);
        String data = deleteResources
                ? " and its data were deleted."
                : " was deleted. Its data and secrets, if any, are kept for the next deploy under its name;"
                        + " -Dshuttle.deleteResources deletes them too.";
        result.tell(Map.of("deleted", name, "resources", deleteResources), List.of("Project " + name + data));
    }

    private void confirm(ProjectName name) throws MojoFailureException {
        String answer = confirm == null ? ask(name) : confirm;
        if (!name.value().equals(answer)) {
            throw new MojoFailureException(
                    "Nothing was deleted: '" + answer + "' is not the project's name, " + name + ".");
        }
    }

    private String ask(ProjectName name) throws MojoFailureException {
        String data = deleteResources ? " and all its data" : "";
        return new Prompt(session)
                .line("Delete " + name + data + "? Type its name: ")
                .orElseThrow(() -> new MojoFailureException(
                        "Nothing was deleted: add -Dshuttle.confirm=" + name + " to delete the project."));
    }
}
