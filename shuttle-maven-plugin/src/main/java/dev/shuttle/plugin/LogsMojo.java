package dev.shuttle.plugin;

import dev.shuttle.plugin.name.UnnamedProjectException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.Page;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.DeploymentListener;
import dev.shuttle.protocol.client.LogRequest;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
 * Prints the logs of all of the project's deployments in order of time, or the log of one, on standard output: time, source
 * (shuttle, build or service) and text of each line. As JSON it is one document, or, with follow, one per line.
 */
@Mojo(name = "logs", requiresProject = false, aggregator = true, threadSafe = true)
public final class LogsMojo extends AbstractShuttleMojo {

    /** As far as a terminal scrolls back; of a project's deployments there may be many times more. */
    private static final int LINES = 1000;

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * Keeps printing new lines, also of deployments to come, until Ctrl-C; where the connection breaks or the server restarts,
     * it goes on behind the last line. A deployment in progress, named by
     * -Dshuttle.deployment, is followed until it serves; if it fails, so does the goal.
     */
    @Parameter(property = "shuttle.follow", defaultValue = "false")
    private boolean follow;

    /** The deployment whose log to print. The default is all that are kept. */
    @Parameter(property = "shuttle.deployment")
    private @Nullable String deployment;

    /** Prints only the lines of {@code build}, {@code service}, {@code shuttle} or {@code access}, the access log. */
    @Parameter(property = "shuttle.source")
    private @Nullable String source;

    /**
     * Prints only so many of the last lines that are there. The default is 1000, and all of a deployment that is named, or
     * since a time.
     */
    @Parameter(property = "shuttle.lines")
    private @Nullable Integer lines;

    /** Prints only lines of this time and later: a duration until now, such as 10m or PT10M, or an instant, such as
     * 2027-01-31T02:00:00Z. */
    @Parameter(property = "shuttle.since")
    private @Nullable String since;

    /** Prints only lines that contain this text, in upper or lower case. */
    @Parameter(property = "shuttle.search")
    private @Nullable String search;

    @Inject
    LogsMojo(MavenSession session, SettingsDecrypter decrypter) {
        super(session, decrypter);
    }

    @Override
    void run() throws MojoFailureException, ClientException, UnnamedProjectException, IOException {
        Result result = result();
        ProjectName name = project().name();
        ShuttleClient client = connect();
        if (follow && deployment != null && source == null && search == null) {
            Deployment named = client.deployment(name, deployment);
            if (named.startedAt() == null && !named.state().isFinal()) {
                new Progress(client, result, true).untilServing(named);
                return;
            }
        }
        LogRequest request = new LogRequest(name, deployment, source, most(), since, search, follow);
        if (follow) {
            client.followLogs(request, printer(result));
            return;
        }
        List<LogLine> found = new ArrayList<>();
        client.logs(request, found::add);
        result.print(new Page<>(found, null), found.stream().map(LogsMojo::text).toList());
    }

    private static DeploymentListener printer(Result result) {
        return new DeploymentListener() {
            @Override
            public void line(LogLine line) {
                System.out.println(result.isJson() ? json(line) : text(line));
            }

            @Override
            public void notice(String sentence) {
                result.log().warn(sentence);
            }
        };
    }

    private @Nullable Integer most() {
        return lines == null && deployment == null && since == null ? (Integer) LINES : lines;
    }

    /** A line is a service's, which prints what its visitors send: nothing of it steers the terminal. */
    static String text(LogLine line) {
        return String.format("%s %-7s | %s", MILLIS.format(line.at()), line.source(), Terminal.plain(line.line()));
    }

    private static String json(LogLine line) {
        try {
            return Json.MAPPER.writeValueAsString(line);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
