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
 * Lists the API's keys, makes one, or revokes one; for administrators. A new key is printed once, alone on standard output
 * under -q, and cannot be seen again.
 */
@Mojo(name = "keys", requiresProject = false, aggregator = true, threadSafe = true)
public final class KeysMojo extends AbstractShuttleMojo {

    /** The name of a key to make, such as {@code ci}. */
    @Parameter(property = "shuttle.create")
    private @Nullable String create;

    /**
     * What the new key may do: {@code admin}, {@code deploy:PROJECT} or {@code read:PROJECT}. Without it, the key may do
     * everything with the project here, and see nothing else.
     */
    @Parameter(property = "shuttle.scope")
    private @Nullable String scope;

    /**
     * When the new key ends: after a time, such as {@code P90D} or {@code PT12H}, or at one, such as
     * {@code 2027-01-01} or {@code 2027-01-01T12:00:00Z}. Without it, the key never ends by itself.
     */
    @Parameter(property = "shuttle.expires")
    private @Nullable String expires;

    /** The id of a key to revoke, as listed. It is refused from then on. */
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
            throw new MojoFailureException("Give -Dshuttle.create or -Dshuttle.revoke, one at a time.");
        }
        if (revoke != null) {
            connect().keys().revoke(revoke);
            result.tell(Map.of("revoked", revoke), List.of("Key " + revoke + " is revoked."));
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
                + (made.expiresAt() == null ? "" : ", until " + made.expiresAt()) + "), shown this once:");
        result.printSecret(made, List.of(made.key()));
    }

    private KeyScope scope() throws MojoFailureException, UnnamedProjectException, IOException {
        if (scope == null) {
            return new KeyScope(KeyScope.Access.DEPLOY, project().name());
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
                keys.isEmpty() ? List.of("No keys yet: -Dshuttle.create=NAME makes one.") : table.lines());
    }
}
