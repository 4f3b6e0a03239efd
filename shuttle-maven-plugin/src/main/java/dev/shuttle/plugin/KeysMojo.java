package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * Lists, creates or revokes API keys; for administrators. A new key is printed once and cannot be shown again.
 */
@Mojo(name = "keys", requiresProject = false, aggregator = true, threadSafe = true)
public final class KeysMojo extends AbstractShuttleMojo {

    /** The name of a key to create, such as {@code ci}. */
    @Parameter(property = "shuttle.create")
    private @Nullable String create;

    /**
     * The scope of the new key: {@code admin}, or {@code deploy:} or {@code read:} with {@code PROJECT}, {@code ONE,OTHER} or
     * {@code *} for all projects. The default is deploy for the project in this folder.
     */
    @Parameter(property = "shuttle.scope")
    private @Nullable String scope;

    /**
     * When the new key expires: a duration, such as {@code 90d} or {@code PT12H}, or a date, such as {@code 2027-01-01} or
     * {@code 2027-01-01T12:00:00Z}. By default it never expires.
     */
    @Parameter(property = "shuttle.expires")
    private @Nullable String expires;

    /** The id of a key to revoke, as listed. Takes effect at once. */
    @Parameter(property = "shuttle.revoke")
    private @Nullable String revoke;

    @Inject
    KeysMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        if (create != null && revoke != null) {
            throw new MojoFailureException("Use either -Dshuttle.create or -Dshuttle.revoke, not both.");
        }
        if (revoke != null) {
            connect().keys().revoke(revoke);
            result.tell(Map.of("revoked", revoke), List.of("Key " + revoke + " was revoked."));
            return;
        }
        try {
            if (create == null) {
                list(connect().keys().list(), result);
            } else {
                create(create, result);
            }
        } catch (ApiException refused) {
            if (refused.status() != 404) {
                throw refused;
            }
            throw forAdministrators("Keys are");
        }
    }

    private void create(String name, Result result)
            throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        KeyScope allowed = scope();
        Instant end =
                expires == null ? null : Expiry.parse(expires, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        NewKey made = connect().keys().create(new KeyRequest(name, allowed, end));
        getLog().info("Key " + made.id() + " '" + made.name() + "' (" + made.scope()
                + (made.expiresAt() == null ? "" : ", until " + made.expiresAt()) + "), shown only this once:");
        result.printSecret(made, List.of(made.key()));
    }

    private KeyScope scope() throws MojoFailureException, UnnamedProjectException, IOException {
        if (scope == null) {
            return KeyScope.deploy(project().name());
        }
        try {
            return KeyScope.parse(scope);
        } catch (IllegalArgumentException refused) {
            throw new MojoFailureException("-Dshuttle.scope: " + refused.getMessage());
        }
    }

    private static void list(List<Key> keys, Result result) throws IOException {
        Table table = new Table().row("ID", "NAME", "SCOPE", "CREATED", "EXPIRES", "LAST USED");
        for (Key each : keys) {
            table.row(
                    each.id(),
                    each.name(),
                    each.scope().toString(),
                    Table.time(each.createdAt()),
                    each.expiresAt() == null ? "never" : Table.time(each.expiresAt()),
                    each.lastUsedAt() == null ? "never" : Table.time(each.lastUsedAt()));
        }
        result.tell(
                new Page<>(keys, null),
                keys.isEmpty() ? List.of("No keys yet: -Dshuttle.create=NAME creates one.") : table.lines());
    }
}
