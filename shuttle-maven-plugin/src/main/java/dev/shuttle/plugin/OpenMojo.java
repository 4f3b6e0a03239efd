package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Prints the project's URL, and opens it in the browser if there is a desktop (not with -B).
 */
@Mojo(name = "open", requiresProject = false, aggregator = true, threadSafe = true)
public final class OpenMojo extends AbstractShuttleMojo {

    /** Opens the console instead, signed in by a link that works once and for a minute. */
    @Parameter(property = "shuttle.console", defaultValue = "false")
    private boolean console;

    @Inject
    OpenMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        URI url = console ? consoleUrl() : url();
        boolean opened = session.getRequest().isInteractiveMode()
                && new Browser(System.getProperty("os.name"), environment()).open(url);
        result.tell(Map.of("url", url.toString(), "opened", opened), List.of(url.toString()));
    }

    /** Behind #, where it reaches no log. A server that knows no such links asks for the key. */
    private URI consoleUrl() throws ClientException, MojoFailureException {
        URI address = Browser.console(address().uri());
        try {
            return address.resolve(
                    "/console/link#" + connect().keys().signInLink().token());
        } catch (ApiException refused) {
            if (refused.status() == 404) {
                return address;
            }
            throw refused;
        }
    }

    private URI url() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        ProjectName name = project().name();
        return connect()
                .project(name)
                .map(Project::url)
                .orElseThrow(() -> new MojoFailureException("There is no project '" + name
                        + "' on this control plane: mvn shuttle:list lists all projects."));
    }
}
