package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LastLines;
import dev.shuttle.os.Disk;
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
            "The server's disk is full, and this step failed. Its operator" + " must make room; then deploy again.";

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
    void run(Attempt attempt) {
        Deque<Step> done = new ArrayDeque<>();
        try {
            for (Step next : steps) {
                done.push(next);
                begin(attempt, next);
                next.run(attempt);
            }
        } catch (Throwable e) {
            String step = done.isEmpty() ? "queue" : done.peek().name();
            undo(done, attempt);
            end(attempt, step, e);
        } finally {
            workspaces.discard(attempt.row().id());
            logs.wake(attempt.row().project(), attempt.row().id());
        }
    }

    /** If the failure cannot be told as it should be, it is stored all the same: a row in work would block its project. */
    private void end(Attempt attempt, String step, Throwable thrown) {
        try {
            if (thrown instanceof InterruptedException) {
                cancelled(attempt, step);
            } else if (thrown instanceof StepFailedException failed) {
                fail(attempt, step, failed.getMessage(), lastLines(attempt, failed.source()));
            } else {
                LOG.error("deployment {} broke in step {}", attempt.row().id(), step, thrown);
                fail(attempt, step, Disk.isFull(thrown) ? DISK_FULL : broken(thrown), "");
            }
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "the end of deployment {} could not be logged",
                    attempt.row().id(),
                    e);
            storeFailure(attempt, new Failure(step, broken(thrown)));
        }
    }

    private static String broken(Throwable e) {
        return "The control plane failed in this step: " + e + ". Its log has the details.";
    }

    private void begin(Attempt attempt, Step step) {
        String id = attempt.row().id();
        store.beginStep(id, step.name());
        store.move(id, step.state());
        attempt.say("Step " + step.name());
    }

    private void undo(Deque<Step> done, Attempt attempt) {
        while (!done.isEmpty()) {
            Step step = done.pop();
            try {
                step.undo(attempt);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "deployment {}: step {} could not be undone",
                        attempt.row().id(),
                        step.name(),
                        e);
            }
        }
    }

    private String lastLines(Attempt attempt, @Nullable String source) {
        if (source == null) {
            return "";
        }
        DeploymentRow row = attempt.row();
        List<String> lines = LastLines.of(logs.of(row.project(), row.id()), source, LAST_LINES);
        return lines.isEmpty() ? "" : "\n" + Failure.LAST_LINES + "\n" + String.join("\n", lines);
    }

    /** The last lines are already in the log. */
    private void fail(Attempt attempt, String step, String message, String lastLines) {
        message.lines().forEach(attempt::complain);
        attempt.complain("Failed in step " + step + ". " + stillServing(attempt));
        String masked = logs.masked(attempt.row().project(), message);
        storeFailure(attempt, new Failure(step, masked + lastLines));
        ended(attempt);
    }

    private void storeFailure(Attempt attempt, Failure failure) {
        StoreAgain.untilThereIsRoom(
                "The failure of deployment " + attempt.row().id(),
                attempt::isShutdown,
                () -> store.fail(attempt.row().id(), failure));
    }

    private String stillServing(Attempt attempt) {
        try {
            return store.serving(attempt.row().project())
                    .map(id -> "Deployment " + id + " is still serving.")
                    .orElse("Nothing is serving yet.");
        } catch (RuntimeException e) {
            // The store's disk is full, for one; what failed is said all the same.
            return "The previous deployment is still serving.";
        }
    }

    private void cancelled(Attempt attempt, String step) {
        if (attempt.isShutdown()) {
            fail(attempt, step, "The control plane was stopped during this step. Deploy again once it is up.", "");
            return;
        }
        attempt.complain("Cancelled in step " + step);
        StoreAgain.untilThereIsRoom(
                "The cancelling of deployment " + attempt.row().id(),
                attempt::isShutdown,
                () -> store.move(attempt.row().id(), DeploymentState.CANCELLED));
        ended(attempt);
    }

    /** One that serves is followed by this when the one before it has drained. */
    private void ended(Attempt attempt) {
        logs.release(attempt.row().project(), attempt.row().id());
        retention.tidy(attempt.row().project());
    }
}
