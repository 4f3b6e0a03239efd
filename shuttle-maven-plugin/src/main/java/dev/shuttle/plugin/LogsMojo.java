package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.LogRequest;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Prints the log as plain lines on standard output. As JSON it is one document, or, with follow, one per line.
 */
@Mojo(name = "logs", requiresProject = false, aggregator = true, threadSafe = true)
public final class LogsMojo extends AbstractShuttleMojo {

    /**
     * Keeps printing new lines, until Ctrl-C. A deployment in progress, named by -Dshuttle.deployment, is followed until it
     * serves; if it fails, so does the goal.
     */
    @Parameter(property = "shuttle.follow", defaultValue = "false")
    private boolean follow;

    /** The deployment whose log to print. The default is the one that serves. */
    @Parameter(property = "shuttle.deployment")
    private @Nullable String deployment;

    /** Prints only the lines of {@code build}, {@code service} or {@code shuttle}. */
    @Parameter(property = "shuttle.source")
    private @Nullable String source;

    @Inject
    LogsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        LogRequest request = new LogRequest(name, deployment, source, follow);
        if (follow && deployment != null && source == null) {
            Deployment named = client.deployment(name, deployment);
            if (named.startedAt() == null && !named.state().isFinal()) {
                new Progress(client, result).untilServing(named);
                return;
            }
        }
        if (follow) {
            client.logs(request, line -> System.out.println(result.isJson() ? json(line) : line.line()));
            return;
        }
        List<LogLine> lines = new ArrayList<>();
        client.logs(request, lines::add);
        result.print(new Page<>(lines, null), lines.stream().map(LogLine::line).toList());
    }

    private static String json(LogLine line) {
        try {
            return Json.MAPPER.writeValueAsString(line);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
