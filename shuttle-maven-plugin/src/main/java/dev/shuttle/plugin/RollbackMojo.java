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
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** Serves the version before again, without a build, and returns when it does; its last line is the URL. */
@Mojo(name = "rollback", requiresProject = false, aggregator = true, threadSafe = true)
public final class RollbackMojo extends AbstractShuttleMojo {

    /** The deployment whose version is served again. Without it, that is the version before. */
    @Parameter(property = "shuttle.deployment")
    private @Nullable String deployment;

    @Inject
    RollbackMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ShuttleClient client = connect();
        Deployment begun = client.rollback(project().name(), deployment);
        String what = begun.rollbackOf() == null ? "the version before" : "deployment " + begun.rollbackOf();
        getLog().info("Rolling " + begun.project() + " back to " + what);
        new Progress(client, result).untilServing(begun);
    }
}
