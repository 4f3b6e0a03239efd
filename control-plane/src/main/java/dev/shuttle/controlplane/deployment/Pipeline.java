package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LastLines;
import dev.shuttle.os.DiskFull;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.os.PrintableText;
import dev.shuttle.protocol.Deployment.Failure;
import dev.shuttle.protocol.DeploymentState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of steps that a deployment goes through. Until the last one, the version before serves and nothing that it
 * uses is touched; when one fails, those before it take back what they did, newest first.
 */
final class Pipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Told with the failure of what was ended because its time was over. */
    private static final int LAST_LINES = 50;

    private static final String DISK_FULL =
            "The server's disk is full, and this step failed. Its operator must make room; then deploy again.";

    private final List<Step> steps;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final Workspaces workspaces;
    private final Retention retention;

    Pipeline(List<Step> steps, DeploymentStore store, DeploymentLogs logs, Workspaces workspaces, Retention retention) {
        this.retention = retention;
        this.steps = steps;
        this.store = store;
        this.logs = logs;
        this.workspaces = workspaces;
    }

    /**
     * Takes a deployment to its end: serving, failed or cancelled. Whatever a step throws, an {@link Error} included (the
     * analysis reads untrusted bytecode), fails its deployment; nothing of it reaches the worker.
     */
    void run(DeploymentRun run) {
        Deque<Step> done = new ArrayDeque<>();
        try {
            for (Step next : steps) {
                done.push(next);
                begin(run, next);
                next.run(run);
            }
        } catch (Throwable e) {
            OutOfMemory.exitIfCaused(e);
            String step = done.isEmpty() ? "queue" : done.peek().name();
            undo(done, run);
            end(run, step, e);
        } finally {
            workspaces.discard(run.row().id());
            logs.wake(run.row().project(), run.row().id());
        }
    }

    /** If the failure cannot be told as it should be, it is stored all the same: a row in work would block its project. */
    private void end(DeploymentRun run, String step, Throwable thrown) {
        try {
            if (thrown instanceof InterruptedException) {
                cancelled(run, step);
            } else if (thrown instanceof StepFailedException failed) {
                fail(run, step, failed.getMessage(), lastLines(run, failed.source()));
            } else {
                LOG.error("deployment {} broke in step {}", run.row().id(), step, thrown);
                fail(run, step, broken(thrown), "");
            }
        } catch (RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            LOG.error("the end of deployment {} could not be logged", run.row().id(), e);
            storeFailure(run, new Failure(step, broken(thrown)));
        }
    }

    private static String broken(Throwable e) {
        return DiskFull.caused(e)
                ? DISK_FULL
                : "The control plane failed in this step: " + e + ". Its log has the details.";
    }

    private void begin(DeploymentRun run, Step step) {
        String id = run.row().id();
        store.steps().begin(id, step.name());
        store.move(id, step.state());
        run.info("Step " + step.name());
    }

    private void undo(Deque<Step> done, DeploymentRun run) {
        while (!done.isEmpty()) {
            Step step = done.pop();
            try {
                step.undo(run);
            } catch (RuntimeException | Error e) {
                OutOfMemory.exitIfCaused(e);
                LOG.error(
                        "deployment {}: step {} could not be undone", run.row().id(), step.name(), e);
            }
        }
    }

    private String lastLines(DeploymentRun run, @Nullable String source) {
        if (source == null) {
            return "";
        }
        DeploymentRow row = run.row();
        List<String> lines = LastLines.of(logs.of(row.project(), row.id()), source, LAST_LINES);
        return lines.isEmpty() ? "" : "\n" + Failure.LAST_LINES + "\n" + PrintableText.lines(String.join("\n", lines));
    }

    /** The last lines are already in the log. */
    private void fail(DeploymentRun run, String step, String message, String lastLines) {
        message.lines().forEach(run::error);
        run.error("Failed in step " + step + ". " + stillServing(run));
        String masked = logs.masked(run.row().project(), message);
        storeFailure(run, new Failure(step, masked + lastLines));
        ended(run);
    }

    private void storeFailure(DeploymentRun run, Failure failure) {
        DiskFullRetry.run(
                "The failure of deployment " + run.row().id(),
                run::isShutdown,
                () -> store.fail(run.row().id(), failure));
    }

    private String stillServing(DeploymentRun run) {
        try {
            return store.serving(run.row().project())
                    .map(id -> "Deployment " + id
                            + (run.replacedOrNull() == null ? " is still serving." : " is started again."))
                    .orElse("Nothing is serving yet.");
        } catch (RuntimeException e) {
            // The store's disk is full, for one; what failed is said all the same.
            return "The previous deployment is still serving.";
        }
    }

    private void cancelled(DeploymentRun run, String step) {
        if (run.isShutdown()) {
            fail(run, step, "The control plane was stopped during this step. Deploy again once it is up.", "");
            return;
        }
        run.error("Cancelled in step " + step);
        DiskFullRetry.run(
                "The cancelling of deployment " + run.row().id(),
                run::isShutdown,
                () -> store.move(run.row().id(), DeploymentState.CANCELLED));
        ended(run);
    }

    /** One that serves is followed by this when the one before it has drained. */
    private void ended(DeploymentRun run) {
        logs.release(run.row().project(), run.row().id());
        retention.tidy(run.row().project());
    }
}
