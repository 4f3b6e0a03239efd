package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.DomainCertificate;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectDomains;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Lists, adds or removes the project's custom domains, and sets how the proxy treats its requests: limits, waits, passwords,
 * redirects, an access log. Point a domain's DNS entry at the server.
 *
 * <p>{@code -Dshuttle.set=NAME=VALUE} changes a setting, at once and with no restart; {@code -Dshuttle.set=user.NAME} asks for
 * the password without echoing it, or reads standard input; {@code -Dshuttle.set=page.503=@FILE} takes a page from a file.
 */
@Mojo(name = "domains", requiresProject = false, aggregator = true, threadSafe = true)
public final class DomainsMojo extends AbstractShuttleMojo {

    /** Looked up by hand: {@code mvn -X} prints a parameter's value. */
    private static final String SET = SecretsMojo.SET;

    private static final String USER = "user.";
    private static final String PAGE = "page.";
    private static final String REDIRECT = "redirect.";
    private static final int LONGEST_SHOWN = 60;
    private static final int LONGEST_PASSWORD = 1000;

    /** A domain to add, such as {@code shop.example.com}. */
    @Parameter(property = "shuttle.add")
    private @Nullable String add;

    /** A domain to remove, as listed. */
    @Parameter(property = "shuttle.remove")
    private @Nullable String remove;

    /** A domain whose certificate is replaced by one with a new key, and revoked: others may know the old key. */
    @Parameter(property = "shuttle.replaceCertificate")
    private @Nullable String replaceCertificate;

    /** The name of a setting to remove, or several, separated by commas. */
    @Parameter(property = "shuttle.unset")
    private @Nullable String unset;

    @Inject
    DomainsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        if (Stream.of(add, remove, replaceCertificate, changed(property(SET), unset))
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw new MojoFailureException(
                    "Use one of -Dshuttle.add, -Dshuttle.remove, -Dshuttle.replaceCertificate and -Dshuttle.set at a time.");
        }
        ProjectDomains domains = connect().domains(name);
        if (add != null) {
            Domain added = domains.add(add);
            result.tell(
                    added,
                    List.of("Project " + name + " answers at " + added.url() + " once the DNS entry of " + added.host()
                            + " points to the server."));
        } else if (remove != null) {
            domains.remove(remove);
            result.tell(
                    Map.of("project", name, "removed", remove),
                    List.of("Project " + name + " no longer answers at " + remove + "."));
        } else if (replaceCertificate != null) {
            Domain replaced = domains.replaceCertificate(replaceCertificate);
            result.tell(
                    replaced,
                    List.of("A new certificate for " + replaced.host()
                            + " is being ordered; the old one is shown until then, and then revoked."));
        } else if (changed(property(SET), unset) != null) {
            change(name, domains, result);
        } else {
            list(domains.list(), domains.settings(), result);
        }
    }

    private static @Nullable String changed(@Nullable String set, @Nullable String unset) {
        return set == null ? unset : set;
    }

    private void change(ProjectName name, ProjectDomains domains, Result result)
            throws MojoFailureException, ClientException, IOException {
        EnvironmentChanges changes = new EnvironmentChanges();
        if (unset != null) {
            changes.unset(unset);
        }
        String set = property(SET);
        if (set != null) {
            changes.set(withValue(set));
        }
        List<String> removed = changes.namesRemoved().stream()
                .filter(each -> !each.startsWith(REDIRECT)) // the server writes a host in its own way
                .toList();
        if (!removed.isEmpty()) {
            List<String> names =
                    domains.settings().stream().map(EdgeSetting::name).toList();
            Removals.requireKnown(removed, names, "setting", "project " + name);
        }
        List<EdgeSetting> settings = domains.set(changes.values());
        List<String> lines = new ArrayList<>();
        changes.namesSet().forEach(each -> lines.add("set " + each));
        changes.namesRemoved().forEach(each -> lines.add("removed " + each));
        result.tell(new Page<>(settings, null), lines);
    }

    /** A password that is not there is asked for, and a page is in a file. */
    private String withValue(String set) throws MojoFailureException, IOException {
        int equals = set.indexOf('=');
        if (set.startsWith(USER) && equals < 0) {
            return set + "=" + password(set.substring(USER.length()));
        }
        if (set.startsWith(PAGE) && equals > 0 && set.startsWith("@", equals + 1)) {
            Path file = Path.of(set.substring(equals + 2));
            if (!Files.isRegularFile(file)) {
                throw new MojoFailureException("There is no file " + file + " with the page: name one behind the @.");
            }
            return set.substring(0, equals + 1) + Files.readString(file);
        }
        if (equals < 1) {
            throw new MojoFailureException(
                    "-Dshuttle.set must be NAME=VALUE, such as rate=100/s. mvn shuttle:domains lists"
                            + " what is set.");
        }
        return set;
    }

    private String password(String user) throws MojoFailureException, IOException {
        String password = new Prompt(session).hiddenOrPiped("Password of " + user + ": ", LONGEST_PASSWORD);
        if (password.isEmpty()) {
            throw new MojoFailureException("No password for " + user
                    + ": pass it on standard input, or as -Dshuttle.set=" + USER + user + "=PASSWORD.");
        }
        return password;
    }

    /**
     * The answer of the list, as JSON.
     *
     * @param items the domains
     * @param next always null: all are there
     * @param settings how the proxy treats requests to them
     */
    record Listed(List<Domain> items, @Nullable String next, List<EdgeSetting> settings) {}

    private static void list(List<Domain> domains, List<EdgeSetting> settings, Result result) throws IOException {
        Table table = new Table().row("HOST", "URL", "ADDED", "CERTIFICATE");
        domains.forEach(each -> table.row(
                each.host(), each.url().toString(), Table.time(each.createdAt()), certificate(each.certificate())));
        List<String> lines = new ArrayList<>(
                domains.isEmpty() ? List.of("No domains yet: -Dshuttle.add=HOST adds one.") : table.lines());
        if (!settings.isEmpty()) {
            Table set = new Table().row("SETTING", "VALUE");
            settings.forEach(each -> set.row(each.name(), shown(each.value())));
            lines.add("");
            lines.addAll(set.lines());
        }
        result.tell(new Listed(domains, null, settings), lines);
    }

    private static String shown(String value) {
        String line = Terminal.plain(value.lines().findFirst().orElse(""));
        return line.length() <= LONGEST_SHOWN && line.length() == value.length()
                ? line
                : line.substring(0, Math.min(LONGEST_SHOWN, line.length())) + "…";
    }

    private static String certificate(@Nullable DomainCertificate certificate) {
        if (certificate == null) {
            return "-";
        }
        String until = certificate.expiresAt() == null ? "none yet" : "until " + Table.time(certificate.expiresAt());
        if (certificate.reason() == null) {
            return certificate.expiresAt() == null ? "is being ordered" : until;
        }
        return until + ": " + certificate.reason()
                + (certificate.nextAttemptAt() == null
                        ? ""
                        : "; the next attempt is at " + Table.time(certificate.nextAttemptAt()));
    }
}
