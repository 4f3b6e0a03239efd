package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.metrics.MetricsHistory;
import dev.shuttle.controlplane.project.DeletionStore;
import dev.shuttle.controlplane.project.UnknownProjectException;
import dev.shuttle.controlplane.resource.Resources;
import dev.shuttle.os.OutOfMemory;
import dev.shuttle.resources.ProvisioningException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes projects, in steps that can be repeated. What was asked for is stored first, and after each step how far it has
 * come; the next start of the control plane goes on from there. Thread-safe.
 */
public final class ProjectDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectDeletion.class);

    /** How long a deployment waits for the end of the data that a project of its name had. */
    private static final long DATA_SECONDS = 60;

    private static final String DATA = "data";

    private final DeletionStore store;
    private final Overview overview;
    private final Deployments deployments;
    private final Domains domains;
    private final Edge edge;
    private final Switchover switchover;
    private final Retention retention;
    private final Resources resources;
    private final MetricsHistory metrics;
    private final BackgroundWork background;

    /** In order. The project is gone, and its name free, when the answered ones are done. */
    private final List<DeletionStep> steps = List.of(
            new DeletionStep("cancel", true, this::cancel),
            new DeletionStep("repository", true, this::setRepositoryAside),
            new DeletionStep("forget", true, this::forget),
            new DeletionStep("service", false, DeletionRun::endService),
            new DeletionStep("files", false, this::deleteFiles),
            new DeletionStep(DATA, false, this::destroyData));

    private final Map<String, CompletableFuture<Void>> dataEnds = new ConcurrentHashMap<>();

    ProjectDeletion(
            DeletionStore store,
            Overview overview,
            Deployments deployments,
            Domains domains,
            Edge edge,
            Switchover switchover,
            Retention retention,
            Resources resources,
            MetricsHistory metrics,
            BackgroundWork background) {
        this.store = store;
        this.overview = overview;
        this.deployments = deployments;
        this.domains = domains;
        this.edge = edge;
        this.switchover = switchover;
        this.retention = retention;
        this.resources = resources;
        this.metrics = metrics;
        this.background = background;
    }

    /**
     * Deletes a project; with its data, also what one that is gone has left. When this returns, its route is gone.
     *
     * @return completes when its last request is answered, its process and its files are gone, and its data if they go
     *     too; exceptionally if something could not be destroyed, which is still listed then
     */
    public CompletableFuture<Void> delete(String project, boolean withData) throws InterruptedException {
        if (!overview.exists(project) && !(withData && resources.hasAny(project))) {
            throw new UnknownProjectException(project);
        }
        DeletionRun run = new DeletionRun(store.add(project, withData));
        boolean gone = false;
        try {
            runSteps(run, true);
            gone = true;
        } catch (ProvisioningException e) {
            throw new IllegalStateException("no answered step destroys data", e);
        } finally {
            if (!gone) {
                withdraw(run);
            }
        }
        LOG.info("project {} is deleted", project);
        return inBackground(run);
    }

    /** A deletion that was answered with an error must not happen at the next start. */
    private void withdraw(DeletionRun run) {
        boolean interrupted = Thread.interrupted(); // an interrupt during a commit closes H2's file
        try {
            store.finish(run.row());
        } catch (RuntimeException e) {
            LOG.warn("the failed deletion of {} is withdrawn later", run.row().project(), e);
            background.run(() -> finishRow(run));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void finishRow(DeletionRun run) {
        DiskFullRetry.run(
                "The end of the deletion of " + run.row().project(),
                background::isClosed,
                () -> store.finish(run.row()));
    }

    /**
     * Goes on with what the run before was asked for, up to where the projects are gone. Called once, before anything is
     * started.
     *
     * @return to be given to {@link #finish} when no process of the deleted projects runs any more
     */
    List<DeletionRun> resume() throws InterruptedException {
        List<DeletionRun> resumed = new ArrayList<>();
        for (DeletionStore.Row row : store.list()) {
            DeletionRun run = new DeletionRun(row);
            try {
                runSteps(run, true);
                resumed.add(run);
            } catch (ProvisioningException | RuntimeException e) {
                LOG.error("the deletion of {} could not go on and is withdrawn", row.project(), e);
                withdraw(run);
            }
        }
        return resumed;
    }

    void finish(List<DeletionRun> resumed) {
        resumed.forEach(run -> {
            var unused = inBackground(run);
        });
    }

    private CompletableFuture<Void> inBackground(DeletionRun run) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        if (run.row().withData()) {
            awaitable(run.row().project(), end);
        }
        background.run(() -> finish(run, end));
        return end;
    }

    private void finish(DeletionRun run, CompletableFuture<Void> end) {
        try {
            runSteps(run, false);
            finish(run, end, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the control plane is being stopped; its next start goes on
            end.completeExceptionally(e);
        } catch (ProvisioningException | RuntimeException | Error e) {
            OutOfMemory.exitIfCaused(e);
            LOG.warn(
                    "not all of the deleted project {} could be destroyed",
                    run.row().project(),
                    e);
            finish(run, end, e); // what is left is still listed, and can be deleted again
        }
    }

    /** A deletion that is still stored would destroy, at the next start, what a new project of its name was given. */
    private void finish(DeletionRun run, CompletableFuture<Void> end, @Nullable Throwable fault) {
        try {
            finishRow(run);
        } finally {
            if (fault != null) {
                end.completeExceptionally(fault);
            } else if (!background.isClosed()) {
                end.complete(null);
            }
        }
    }

    private void runSteps(DeletionRun run, boolean answered) throws ProvisioningException, InterruptedException {
        for (DeletionStep step : left(run)) {
            if (step.answered() != answered) {
                continue;
            }
            if (answered) {
                runStep(run, step);
            } else {
                runUnanswered(run, step);
            }
        }
    }

    /** A process or a file that cannot be removed must not keep the data: the next start finds it. */
    private void runUnanswered(DeletionRun run, DeletionStep step) throws ProvisioningException, InterruptedException {
        if (step.name().equals(DATA)) {
            step.action().run(run); // the end of the deletion is stored next
            return;
        }
        try {
            runStep(run, step);
        } catch (RuntimeException e) {
            LOG.warn(
                    "step {} of the deletion of {} failed",
                    step.name(),
                    run.row().project(),
                    e);
        }
    }

    /** The steps that were not done before this run. */
    List<DeletionStep> left(DeletionRun run) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().equals(run.row().done())) {
                return steps.subList(i + 1, steps.size());
            }
        }
        return steps;
    }

    void runStep(DeletionRun run, DeletionStep step) throws ProvisioningException, InterruptedException {
        step.action().run(run);
        if (!step.name().equals("forget")) {
            store.done(run.row(), step.name());
        }
    }

    private void cancel(DeletionRun run) throws InterruptedException {
        deployments.cancelComing(run.row().project());
    }

    /** No later project of the name must find what builds of this one fetched. */
    private void setRepositoryAside(DeletionRun run) {
        run.repository(retention.setRepositoryAside(run.row().project()));
        deployments.deleteWorkspace(run.row().project());
    }

    private void forget(DeletionRun run) {
        String project = run.row().project();
        run.files(deployments.releasesOf(project), deployments.idsOf(project));
        domains.removeAll(
                project, () -> run.service(switchover.remove(project, () -> store.forget(run.row(), "forget"))));
        edge.forget(project);
        metrics.forget(project);
    }

    /** After a crash nothing is left here to delete: the start has removed what no row names. */
    private void deleteFiles(DeletionRun run) {
        retention.delete(run.row().project(), run.releases(), run.deployments());
        run.deleteRepository();
    }

    private void destroyData(DeletionRun run) throws ProvisioningException, InterruptedException {
        if (run.row().withData()) {
            resources.deleteAll(run.row().project());
        }
    }

    private void awaitable(String project, CompletableFuture<Void> end) {
        CompletableFuture<Void> all =
                dataEnds.merge(project, end, (before, next) -> CompletableFuture.allOf(before, next));
        var unused = all.whenComplete((nothing, thrown) -> dataEnds.remove(project, all));
    }

    /** A deployment of the same name must not be given what is about to go. */
    public void awaitDataGone(String project) throws ProvisioningException, InterruptedException {
        CompletableFuture<Void> end = dataEnds.get(project);
        if (end == null) {
            return;
        }
        try {
            end.get(DATA_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new ProvisioningException("The data of the project " + project
                    + " that was deleted before is still being removed. Deploy again in a minute.");
        } catch (ExecutionException e) {
            // Data that could not be destroyed is still listed, and found again.
        }
    }
}
