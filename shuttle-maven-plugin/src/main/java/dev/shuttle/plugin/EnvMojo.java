package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.EnvironmentVariable;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectEnvironment;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Sets and removes the environment variables of the project's processes, or lists them with their values; also before the
 * first deploy. A running service is restarted with the new ones, once, and the goal returns when it serves again. What is
 * not to be seen is a secret: see the goal {@code secrets}.
 */
@Mojo(name = "env", requiresProject = false, aggregator = true, threadSafe = true)
public final class EnvMojo extends AbstractShuttleMojo {

    /** A variable to set, {@code NAME=VALUE}. */
    @Parameter(property = "shuttle.set")
    private @Nullable String set;

    /** The name of a variable to remove, or several, separated by commas. */
    @Parameter(property = "shuttle.unset")
    private @Nullable String unset;

    /** A dotenv file of variables to set, all at once, such as {@code .env}. */
    @Parameter(property = "shuttle.file")
    private @Nullable File file;

    /** Another project, whose variables and secrets are copied over those of the same names. */
    @Parameter(property = "shuttle.from")
    private @Nullable String from;

    /** With -Dshuttle.from: copies the embedded PostgreSQL databases and Redis too, each as of one moment, and folders, file by file. */
    @Parameter(property = "shuttle.copyData", defaultValue = "false")
    private boolean copyData;

    /** With -Dshuttle.copyData: this project's name, to replace the data that it has. */
    @Parameter(property = "shuttle.confirm")
    private @Nullable String confirm;

    @Inject
    EnvMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        ProjectName name = project().name();
        EnvironmentChanges changes = changes();
        if (from != null && !changes.values().isEmpty()) {
            throw new MojoFailureException(
                    "-Dshuttle.from copies all variables: set and unset others in a second run.");
        }
        if (copyData && from == null) {
            throw new MojoFailureException(
                    "-Dshuttle.copyData needs -Dshuttle.from=PROJECT: the project to copy from.");
        }
        ShuttleClient client = connect();
        ProjectEnvironment environment = client.environment(name);
        if (from != null) {
            ProjectName source = source(from);
            Optional<Deployment> restart = copyData
                    ? environment.copyWithData(source, confirm == null ? "" : confirm)
                    : environment.copy(source);
            tell(
                    client,
                    name,
                    restart,
                    List.of("copied "
                            + (copyData ? "variables, secrets, databases and folders" : "variables and secrets")
                            + " from " + source),
                    Map.of("from", source.value(), "data", copyData));
        } else if (changes.values().isEmpty()) {
            list(environment.list());
        } else {
            if (!changes.namesRemoved().isEmpty()) {
                List<String> names = environment.list().stream()
                        .map(EnvironmentVariable::name)
                        .toList();
                Removals.requireKnown(changes.namesRemoved(), names, "variable", "project " + name);
            }
            Optional<Deployment> restart = environment.change(changes.values());
            List<String> lines = new ArrayList<>();
            changes.namesSet().forEach(each -> lines.add("set " + each));
            changes.namesRemoved().forEach(each -> lines.add("removed " + each));
            if (restart.isEmpty()) {
                lines.addAll(NewProject.note(client, name));
            }
            tell(client, name, restart, lines, Map.of("set", changes.namesSet(), "removed", changes.namesRemoved()));
        }
    }

    private EnvironmentChanges changes() throws MojoFailureException, IOException {
        EnvironmentChanges changes = new EnvironmentChanges();
        if (file != null) {
            changes.read(file.toPath());
        }
        if (unset != null) {
            changes.unset(unset);
        }
        if (set != null) {
            changes.set(set);
        }
        return changes;
    }

    private static ProjectName source(String name) throws MojoFailureException {
        try {
            return new ProjectName(name);
        } catch (IllegalArgumentException refused) {
            throw new MojoFailureException("-Dshuttle.from must be the name of a project: " + refused.getMessage());
        }
    }

    /** After the restart, if there is one, so that the new state serves. */
    private void tell(
            ShuttleClient client,
            ProjectName name,
            Optional<Deployment> restart,
            List<String> changed,
            Map<String, ?> document)
            throws MojoFailureException, ClientException, IOException {
        Result result = result();
        List<String> lines = new ArrayList<>(changed);
        Map<String, @Nullable Object> told = new LinkedHashMap<>(document);
        Deployment deployment = null;
        if (restart.isPresent()) {
            getLog().info("Restarting " + name + " with the new values");
            deployment = new Progress(client, result).serving(restart.get());
            lines.add(deployment.url().toString());
        }
        told.put("deployment", deployment);
        result.tell(told, lines);
    }

    private void list(List<EnvironmentVariable> variables) throws MojoFailureException, IOException {
        List<String> lines = variables.stream()
                .map(each -> each.name() + "=" + Terminal.plain(each.value()))
                .toList();
        result().tell(
                        new Page<>(variables, null),
                        lines.isEmpty() ? List.of("No variables yet: -Dshuttle.set=NAME=VALUE sets one.") : lines);
    }
}
