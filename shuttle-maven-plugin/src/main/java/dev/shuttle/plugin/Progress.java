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
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/**
 * Shows how a deployment goes, and fails the Maven build if it fails. Prints what the platform says; the output of the
 * build and of the service is kept for a failure, unless all of it is wanted.
 */
final class Progress implements DeploymentListener {
    private static final String PLATFORM = "shuttle";

    private final ShuttleClient client;
    private final Log log;
    private final Result result;
    private final boolean verbose;
    private final QuietTime quiet = new QuietTime(System::nanoTime);
    private final LastOutput last = new LastOutput();

    /** Errors that the platform said last: told with the failure, if there is one. */
    private final List<LogLine> held = new ArrayList<>();

    Progress(ShuttleClient client, Result result) {
        this(client, result, false);
    }

    Progress(ShuttleClient client, Result result, boolean verbose) {
        this.client = client;
        this.log = result.log();
        this.result = result;
        this.verbose = verbose;
    }

    /** Returns once the deployment has served, its URL told, or fails with why it never will. */
    void untilServing(Deployment begun) throws ClientException, MojoFailureException, IOException {
        Deployment deployment = serving(begun);
        StepTimes.of(deployment).ifPresent(log::info);
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
        showHeld("");
        return deployment;
    }

    private Deployment follow(Deployment begun) throws ClientException {
        try (Detacher detacher = Detacher.from(begun)) {
            return client.follow(begun, this);
        }
    }

    @Override
    public void line(LogLine line) {
        if (line.source().equals(PLATFORM)) {
            hear(line);
            return;
        }
        last.add(line);
        if (verbose || quiet.isLong()) {
            show(line);
        }
    }

    private void hear(LogLine line) {
        if (line.stream().equals("err")) {
            held.add(line);
            return;
        }
        showHeld("");
        show(line);
    }

    private void showHeld(String toldAnyway) {
        held.stream()
                .filter(line -> !toldAnyway.contains(line.line().strip()))
                .forEach(log.isInfoEnabled() ? this::show : line -> log.warn(shown(line)));
        held.clear();
    }

    private void show(LogLine line) {
        quiet.ended();
        log.info(shown(line));
    }

    @Override
    public void notice(String sentence) {
        log.warn(sentence);
    }

    /** The source, and the line without control sequences. */
    private static String shown(LogLine line) {
        return String.format("%-7s | %s", line.source(), Terminal.plain(line.line()));
    }

    private MojoFailureException failure(Deployment deployment) throws ClientException {
        boolean followed = !last.isEmpty();
        if (!followed) {
            client.logs(LogRequest.of(new ProjectName(deployment.project()), deployment.id()), last::add);
        }
        String reason = reason(deployment);
        if (log.isInfoEnabled()) {
            showHeld(reason);
        }
        List<String> lines = (verbose && followed) || reason.contains(Deployment.Failure.LAST_LINES)
                ? List.of()
                : last.of(deployment, reason).stream()
                        .filter(line -> log.isInfoEnabled() || !line.line().startsWith("[INFO]"))
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
