package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.Resource;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectResources;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the project's resources and their addresses, attaches one, for an app whose code does not ask for it, or deletes one
 * that is no longer used.
 */
@Mojo(name = "resources", requiresProject = false, aggregator = true, threadSafe = true)
public final class ResourcesMojo extends AbstractShuttleMojo {

    /** Shows passwords too. */
    @Parameter(property = "shuttle.reveal", defaultValue = "false")
    private boolean reveal;

    /**
     * {@code TYPE:NAME} of a resource to attach, such as {@code postgres:default}: postgres, redis, folder or secret. It is
     * made if there is none. The app finds it in its environment, as {@code DATABASE_URL} for example, whatever its code says.
     * A running app is restarted with it.
     */
    @Parameter(property = "shuttle.add")
    private @Nullable String add;

    /** {@code TYPE:NAME} of an attached resource to detach; its data stay. A running app is restarted without it. */
    @Parameter(property = "shuttle.remove")
    private @Nullable String remove;

    /** {@code TYPE:NAME} of a resource to delete with its data, such as {@code postgres:default}. Asks first. */
    @Parameter(property = "shuttle.delete")
    private @Nullable String delete;

    /** The same {@code TYPE:NAME}, to delete it without being asked. */
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
        ShuttleClient client = connect();
        ProjectResources resources = client.resources(name);
        if (Stream.of(add, remove, delete).filter(Objects::nonNull).count() > 1) {
            throw new MojoFailureException(
                    "-Dshuttle.add, -Dshuttle.remove and -Dshuttle.delete are one change each: run the goal once for each.");
        }
        if (add != null) {
            ResourceName added = ResourceName.of("shuttle.add", add);
            Optional<Deployment> restart = resources.attach(added.type(), added.name());
            tell(client, result, name, "attached", added, restart);
        } else if (remove != null) {
            ResourceName removed = ResourceName.of("shuttle.remove", remove);
            Optional<Deployment> restart = resources.detach(removed.type(), removed.name());
            tell(client, result, name, "detached", removed, restart);
        } else if (delete != null) {
            delete(resources, name, delete, result);
        } else {
            list(resources.list(reveal), result);
        }
    }

    private void delete(ProjectResources resources, ProjectName name, String deleted, Result result)
            throws MojoFailureException, ClientException, IOException {
        ResourceName resource = ResourceName.of("shuttle.delete", deleted);
        confirm(resource.toString(), name);
        resources.delete(resource.type(), resource.name());
        result.tell(
                Map.of("project", name.value(), "deleted", resource.toString()),
                List.of("Resource " + resource + " of project " + name + " and its data were deleted."));
    }

    /** After the restart, if there is one, so that the new state serves. */
    private void tell(
            ShuttleClient client,
            Result result,
            ProjectName project,
            String change,
            ResourceName resource,
            Optional<Deployment> restart)
            throws MojoFailureException, ClientException, IOException {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("project", project.value());
        document.put(change, resource.toString());
        List<String> lines = new ArrayList<>(List.of(change + " " + resource));
        Deployment deployment = null;
        if (restart.isPresent()) {
            getLog().info("Restarting " + project);
            deployment = new Progress(client, result).serving(restart.get());
            lines.add(deployment.url().toString());
        }
        document.put("deployment", deployment);
        result.tell(document, lines);
    }

    private static void list(List<Resource> resources, Result result) throws IOException {
        Table table = new Table().row("TYPE", "NAME", "STATE", "DETAILS");
        for (Resource each : resources) {
            String state = each.attached() ? each.state() + ", attached" : each.state();
            table.row(each.type(), each.name(), state, details(each));
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
        if (!resource.equals(answer.replace('/', ':'))) {
            throw new MojoFailureException("Nothing was deleted: '" + answer + "' is not " + resource + ".");
        }
    }
}
