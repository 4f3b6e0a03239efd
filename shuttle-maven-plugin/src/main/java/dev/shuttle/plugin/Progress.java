package dev.shuttle.plugin;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.DeploymentListener;
import dev.shuttle.protocol.client.LogRequest;
import dev.shuttle.protocol.client.ShuttleClient;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/** Prints a deployment's log as it arrives, and fails the Maven build if the deployment fails. */
final class Progress implements DeploymentListener {

    /** Lines that a terminal shows without scrolling, below Maven's own. */
    private static final int LAST_LINES = 50;

    private final ShuttleClient client;
    private final Log log;
    private final Result result;
    private final Deque<LogLine> last = new ArrayDeque<>();

    Progress(ShuttleClient client, Result result) {
        this.client = client;
        this.log = result.log();
        this.result = result;
    }

    /** Returns once the deployment has served, its URL told, or fails with why it never will. */
    void untilServing(Deployment begun) throws ClientException, MojoFailureException, IOException {
        Deployment deployment = serving(begun);
        result.tell(deployment, List.of(deployment.url().toString()));
    }

    /** Returns once the deployment has served, without telling it, or fails with why it never will. */
    Deployment serving(Deployment begun) throws ClientException, MojoFailureException, IOException {
        Deployment deployment = follow(begun);
        switch (deployment.state()) {
            case FAILED, CRASHED, CANCELLED, STOPPED -> {
                MojoFailureException failure = failure(deployment);
                if (result.isJson()) {
                    result.tell(deployment, List.of());
                }
                throw failure;
            }
            case SUPERSEDED, DRAINING -> log.warn(
                    "Deployment " + deployment.id() + " served, and was replaced by a newer one.");
            default -> {} // it serves
        }
        return deployment;
    }

    private Deployment follow(Deployment begun) throws ClientException {
        try (Detacher detacher = Detacher.from(begun)) {
            return client.follow(begun, this);
        }
    }

    @Override
    public void line(LogLine line) {
        remember(line);
        log.info(shown(line));
    }

    @Override
    public void notice(String sentence) {
        log.warn(sentence);
    }

    private void remember(LogLine line) {
        last.add(line);
        if (last.size() > LAST_LINES) {
            last.remove();
        }
    }

    /** Earlier steps succeeded, and their lines do not explain a failure. */
    static List<LogLine> ofLastStep(Deployment deployment, Collection<LogLine> lines) {
        List<Deployment.Step> steps = deployment.steps();
        Instant begun =
                steps.isEmpty() ? Instant.MIN : steps.get(steps.size() - 1).startedAt();
        return lines.stream().filter(line -> !line.at().isBefore(begun)).toList();
    }

    /** The source, and the line without control sequences. */
    private static String shown(LogLine line) {
        return String.format("%-7s | %s", line.source(), Terminal.plain(line.line()));
    }

    private MojoFailureException failure(Deployment deployment) throws ClientException {
        if (last.isEmpty()) {
            LogRequest all = new LogRequest(new ProjectName(deployment.project()), deployment.id(), null, false);
            client.logs(all, this::remember);
        }
        String reason = reason(deployment);
        List<String> lines = reason.contains(Deployment.Failure.LAST_LINES)
                ? List.of()
                : ofLastStep(deployment, last).stream()
                        .map(line -> "  " + shown(line))
                        .toList();
        return new MojoFailureException(reason
                + (lines.isEmpty() ? "" : "\nThe last lines of its log:\n" + String.join("\n", lines))
                + "\nThe whole log: mvn shuttle:logs -Dshuttle.project=" + deployment.project()
                + " -Dshuttle.deployment=" + deployment.id());
    }

    private static String reason(Deployment deployment) {
        Deployment.Failure error = deployment.error();
        if (error != null) {
            return "Deployment " + deployment.id() + " failed at step " + error.step() + ": "
                    + Terminal.plain(error.message());
        }
        String what = deployment.state() == DeploymentState.CANCELLED
                ? " was cancelled, on request or by a newer upload."
                : " is " + deployment.state().json() + ".";
        return "Deployment " + deployment.id() + what;
    }
}
