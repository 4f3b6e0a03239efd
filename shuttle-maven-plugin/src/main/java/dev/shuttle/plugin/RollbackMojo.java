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

/** Goes back to the previous version without a build, and returns when it serves; the result is the URL. */
@Mojo(name = "rollback", requiresProject = false, aggregator = true, threadSafe = true)
public final class RollbackMojo extends AbstractShuttleMojo {

    /** The deployment to go back to. The default is the previous version. */
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
        String what = begun.rollbackOf() == null
                ? "the previous version"
                : version(client.deployment(project().name(), begun.rollbackOf()));
        getLog().info("Rolling " + begun.project() + " back to " + what);
        new Progress(client, result).untilServing(begun);
    }

    private static String version(Deployment earlier) {
        String commit = Origin.of(earlier.git());
        return "deployment " + earlier.id() + " of " + Table.time(earlier.createdAt())
                + (commit.isEmpty() ? "" : ", commit " + commit);
    }
}
