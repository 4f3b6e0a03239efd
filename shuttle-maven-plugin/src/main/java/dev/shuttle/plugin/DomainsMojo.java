package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Domain;
import dev.shuttle.protocol.DomainCertificate;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ProjectDomains;
import java.io.IOException;
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
 * Lists, adds or removes the project's custom domains. Point a domain's DNS entry at the server.
 */
@Mojo(name = "domains", requiresProject = false, aggregator = true, threadSafe = true)
public final class DomainsMojo extends AbstractShuttleMojo {

    /** A domain to add, such as {@code shop.example.com}. */
    @Parameter(property = "shuttle.add")
    private @Nullable String add;

    /** A domain to remove, as listed. */
    @Parameter(property = "shuttle.remove")
    private @Nullable String remove;

    /** A domain whose certificate is replaced by one with a new key, and revoked: others may know the old key. */
    @Parameter(property = "shuttle.replaceCertificate")
    private @Nullable String replaceCertificate;

    @Inject
    DomainsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        if (Stream.of(add, remove, replaceCertificate).filter(Objects::nonNull).count() > 1) {
            throw new MojoFailureException(
                    "Use one of -Dshuttle.add, -Dshuttle.remove and -Dshuttle.replaceCertificate at a time.");
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
        } else {
            list(domains.list(), result);
        }
    }

    private static void list(List<Domain> domains, Result result) throws IOException {
        Table table = new Table().row("HOST", "URL", "ADDED", "CERTIFICATE");
        domains.forEach(each -> table.row(
                each.host(), each.url().toString(), Table.time(each.createdAt()), certificate(each.certificate())));
        result.tell(
                new Page<>(domains, null),
                domains.isEmpty() ? List.of("No domains yet: -Dshuttle.add=HOST adds one.") : table.lines());
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
