package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectResources;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Lists the project's resources and their addresses, or deletes one that is no longer used. */
@Mojo(name = "resources", requiresProject = false, aggregator = true, threadSafe = true)
public final class ResourcesMojo extends AbstractShuttleMojo {

    /** Shows passwords too. */
    @Parameter(property = "shuttle.reveal", defaultValue = "false")
    private boolean reveal;

    /** {@code TYPE/NAME} of a resource to delete with its data, such as {@code postgres/default}. Asks first. */
    @Parameter(property = "shuttle.delete")
    private @Nullable String delete;

    /** The same {@code TYPE/NAME}, to delete it without being asked. */
    @Parameter(property = "shuttle.confirm")
    private @Nullable String confirm;

    @Inject
    ResourcesMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ProjectResources resources = connect().resources(name);
        if (delete == null) {
            list(resources.list(reveal), result);
            return;
        }
        int slash = delete.indexOf('/');
        if (slash <= 0 || slash == delete.length() - 1) {
            throw new MojoFailureException("-Dshuttle.delete must be TYPE/NAME, such as postgres/default, not '"
                    + delete + "'. mvn shuttle:resources lists all resources.");
        }
        confirm(delete, name);
        resources.delete(delete.substring(0, slash), delete.substring(slash + 1));
        result.tell(
                Map.of("project", name.value(), "deleted", delete),
                List.of("Resource " + delete + " of project " + name + " and its data were deleted."));
    }

    private static void list(List<Resource> resources, Result result) throws IOException {
        Table table = new Table().row("TYPE", "NAME", "STATE", "DETAILS");
        for (Resource each : resources) {
            table.row(each.type(), each.name(), each.state(), details(each));
        }
        result.tell(new Page<>(resources, null), resources.isEmpty() ? List.of("No resources yet.") : table.lines());
    }

    private static String details(Resource resource) {
        return new TreeMap<>(resource.details())
                .entrySet().stream()
                        .filter(detail -> !detail.getValue().isEmpty())
                        .map(detail -> detail.getKey() + "=" + Terminal.plain(detail.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private void confirm(String resource, ProjectName project) throws MojoFailureException {
        String answer = confirm != null
                ? confirm
                : new Prompt(session)
                        .line("Delete " + resource + " of " + project + " and all its data? Type " + resource + ": ")
                        .orElseThrow(() -> new MojoFailureException("Nothing was deleted: add -Dshuttle.confirm="
                                + resource + " to delete it with all its data."));
        if (!resource.equals(answer)) {
            throw new MojoFailureException("Nothing was deleted: '" + answer + "' is not " + resource + ".");
        }
    }
}
