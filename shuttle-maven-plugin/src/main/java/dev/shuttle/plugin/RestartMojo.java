package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Restarts the current version with no downtime and without a build; the result is the URL. */
@Mojo(name = "restart", requiresProject = false, aggregator = true, threadSafe = true)
public final class RestartMojo extends AbstractShuttleMojo {

    @Inject
    RestartMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ShuttleClient client = connect();
        Deployment begun = client.restart(project().name());
        getLog().info("Restarting " + begun.project());
        new Progress(client, result).untilServing(begun);
    }
}
