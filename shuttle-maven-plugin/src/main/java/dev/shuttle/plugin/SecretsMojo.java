package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.SecretName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectSecrets;
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
 * Sets and removes the project's secrets, or lists their names; also before the first deploy. A running service that uses
 * them is restarted with the new values, and the goal returns when it serves again.
 *
 * <p>{@code -Dshuttle.set=NAME} asks for the value without echoing it, or reads standard input, without the final line
 * break; {@code -Dshuttle.set=NAME=VALUE} sets it, visible to other users in the machine's process list.
 */
@Mojo(name = "secrets", requiresProject = false, aggregator = true, threadSafe = true)
public final class SecretsMojo extends AbstractShuttleMojo {

    /** Looked up by hand: {@code mvn -X} prints a parameter's value. */
    static final String SET = "shuttle.set";

    /** The name of a secret to remove, or several, separated by commas. */
    @Parameter(property = "shuttle.unset")
    private @Nullable String unset;

    /** A file of secrets to set, all at once, in UTF-8: a dotenv file, named such as {@code .env}, or one NAME=VALUE per line. */
    @Parameter(property = "shuttle.file")
    private @Nullable File file;

    @Inject
    SecretsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        SecretChanges changes = changes();
        ShuttleClient client = connect();
        if (changes.isEmpty()) {
            list(client.secrets(name).names(), result);
            return;
        }
        ProjectSecrets secrets = client.secrets(name);
        if (!changes.namesRemoved().isEmpty()) {
            List<String> names = secrets.names().stream().map(SecretName::name).toList();
            Removals.requireKnown(changes.namesRemoved(), names, "secret", "project " + name);
        }
        Optional<Deployment> restart = send(changes, secrets);
        List<String> lines = new ArrayList<>();
        changes.namesSet().forEach(each -> lines.add("set " + each));
        changes.namesRemoved().forEach(each -> lines.add("removed " + each));
        Deployment deployment = null;
        if (restart.isPresent()) {
            getLog().info("Restarting " + name + " with the new values");
            deployment = new Progress(client, result).serving(restart.get());
            lines.add(deployment.url().toString());
        } else {
            lines.addAll(NewProject.note(client, name));
        }
        result.tell(document(changes, deployment), lines);
    }

    private SecretChanges changes() throws MojoFailureException, IOException {
        SecretChanges changes = new SecretChanges();
        if (file != null) {
            changes.read(file.toPath());
        }
        if (unset != null) {
            for (String each : unset.split(",", -1)) {
                changes.remove(each.strip());
            }
        }
        String set = property(SET);
        if (set != null) {
            int equals = set.indexOf('=');
            String name = equals < 0 ? set : set.substring(0, equals);
            changes.set(name, equals < 0 ? ask(name) : set.substring(equals + 1));
        }
        return changes;
    }

    private String ask(String name) throws MojoFailureException, IOException {
        String value = new Prompt(session).hiddenOrPiped("Value of secret " + name + ": ", SecretChanges.MAX_VALUE);
        if (value.isEmpty()) {
            throw new MojoFailureException("No value for secret " + name + ": pass it on standard input, as"
                    + " -Dshuttle.set=" + name + "=VALUE, or in a file with -Dshuttle.file=FILE.");
        }
        return value;
    }

    private static Optional<Deployment> send(SecretChanges changes, ProjectSecrets secrets) throws ClientException {
        if (changes.values().size() > 1) {
            return secrets.change(changes.values());
        }
        var only = changes.values().entrySet().iterator().next();
        String value = only.getValue();
        return value == null ? secrets.remove(only.getKey()) : secrets.set(only.getKey(), value);
    }

    private static void list(List<SecretName> names, Result result) throws IOException {
        Table table = new Table().row("SECRET", "SET AT");
        names.forEach(each -> table.row(each.name(), Table.time(each.updatedAt())));
        result.tell(
                new Page<>(names, null),
                names.isEmpty() ? List.of("No secrets yet: -Dshuttle.set=NAME sets one.") : table.lines());
    }

    private static Map<String, @Nullable Object> document(SecretChanges changes, @Nullable Deployment restart) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("set", changes.namesSet());
        document.put("removed", changes.namesRemoved());
        document.put("deployment", restart);
        return document;
    }
}
