package dev.shuttle.plugin;

import dev.shuttle.plugin.connection.Credentials;
import dev.shuttle.protocol.client.ApiAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Removes the keys that {@code shuttle:login} stored for the control plane at -Dshuttle.api. The keys themselves stay valid;
 * {@code shuttle:keys -Dshuttle.revoke=ID} revokes one.
 */
@Mojo(name = "logout", requiresProject = false, aggregator = true, threadSafe = true)
public final class LogoutMojo extends AbstractShuttleMojo {

    @Inject
    LogoutMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, IOException {
        ApiAddress address = address();
        boolean stored = Credentials.of(environment(), userHome()).remove(address);
        result().tell(
                        Map.of("api", address.toString(), "removed", stored),
                        List.of(
                                stored
                                        ? "Removed what was stored for " + address + "."
                                        : "No key was stored for " + address + "."));
    }
}
