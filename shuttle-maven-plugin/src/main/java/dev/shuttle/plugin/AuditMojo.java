package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.AuditEntry;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the project's changes, newest first: when, by which key, from which address, what, and with which result.
 */
@Mojo(name = "audit", requiresProject = false, aggregator = true, threadSafe = true)
public final class AuditMojo extends AbstractShuttleMojo {

    /** The maximum number of entries. */
    @Parameter(property = "shuttle.limit", defaultValue = "20")
    private int limit;

    /** Lists the changes of all projects and keys; for administrators. */
    @Parameter(property = "shuttle.all", defaultValue = "false")
    private boolean all;

    @Inject
    AuditMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        if (limit < 1) {
            throw new MojoFailureException("-Dshuttle.limit must be 1 or more, not " + limit + ".");
        }
        ProjectName name = all ? null : project().name();
        List<AuditEntry> entries = entries(name);
        result.tell(new Page<>(entries, null), entries.isEmpty() ? List.of("No changes yet.") : table(entries));
    }

    private List<AuditEntry> entries(@Nullable ProjectName name) throws MojoFailureException, ClientException {
        try {
            return connect().audit(name, limit);
        } catch (ApiException refused) {
            if (name != null || refused.status() != 404) {
                throw refused;
            }
            throw forAdministrators("The audit log of all projects, -Dshuttle.all, is");
        }
    }

    private static List<String> table(List<AuditEntry> entries) {
        Table table = new Table().row("AT", "KEY", "FROM", "ACTION", "PROJECT", "PATH", "STATUS", "DEPLOYMENT");
        for (AuditEntry each : entries) {
            table.row(
                    Table.time(each.at()),
                    each.actor(),
                    each.from(),
                    each.action(),
                    Objects.requireNonNullElse(each.project(), "-"),
                    each.path(),
                    status(each),
                    Objects.requireNonNullElse(each.deployment(), "-"));
        }
        return table.lines();
    }

    private static String status(AuditEntry entry) {
        String status = entry.status() == null ? "-" : entry.status().toString();
        return entry.count() > 1 ? status + " x" + entry.count() : status;
    }
}
