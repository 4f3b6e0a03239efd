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
 * Prints the log, as bare lines on standard output. As JSON it is one document, or, while following, one a line.
 */
@Mojo(name = "logs", requiresProject = false, aggregator = true, threadSafe = true)
public final class LogsMojo extends AbstractShuttleMojo {

    /**
     * Goes on with the lines to come, until Ctrl-C. A deployment that is named and still on its way is followed as deploy
     * does it: until it serves, or fails, and the build with it.
     */
    @Parameter(property = "shuttle.follow", defaultValue = "false")
    private boolean follow;

    /** The deployment whose log is printed. Without it, that is the one that serves. */
    @Parameter(property = "shuttle.deployment")
    private @Nullable String deployment;

    /** Prints only what {@code build} or {@code service} wrote, or {@code shuttle} itself. */
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
