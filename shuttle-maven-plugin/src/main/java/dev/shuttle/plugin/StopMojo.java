package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Stops the project: finishes its last requests and ends its processes; nothing is lost. Returns when it is stopped;
 * {@code shuttle:start} starts it again. With -Dshuttle.deployment it cancels a deployment in progress.
 */
@Mojo(name = "stop", requiresProject = false, aggregator = true, threadSafe = true)
public final class StopMojo extends AbstractShuttleMojo {

    /**
     * A deployment to cancel if it is in progress, or to stop if it serves. The default is the one that serves.
     */
    @Parameter(property = "shuttle.deployment")
    private @Nullable String deployment;

    @Inject
    StopMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        Deployment begun = deployment == null ? client.stop(name) : client.cancel(name, deployment);
        getLog().info("Stopping " + (deployment == null ? "project " : "deployment " + begun.id() + " of ") + name);
        Deployment over = client.untilOver(begun);
        result.tell(over, List.of(sentence(over)));
    }

    private static String sentence(Deployment over) {
        String which = "Deployment " + over.id() + " of project " + over.project() + " is "
                + over.state().json() + ".";
        return over.state() == DeploymentState.STOPPED
                ? which + " mvn shuttle:start -Dshuttle.project=" + over.project() + " starts it again."
                : which;
    }
}
