package dev.shuttle.controlplane;

import dev.shuttle.controlplane.backup.Backup;
import dev.shuttle.controlplane.backup.BackupFile;
import dev.shuttle.controlplane.deployment.DeploymentEngine;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.restore.LiveProjects;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projects of the home, for a restore.
 *
 * @param engine that runs them
 * @param backup of the home
 */
record EngineProjects(DeploymentEngine engine, Backup backup) implements LiveProjects {
    private static final Logger LOG = LoggerFactory.getLogger(EngineProjects.class);

    /** Longer than the longest start and the longest drain that operators set, as a rule. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Duration POLL = Duration.ofMillis(200);

    @Override
    public boolean exists(String project) {
        return engine.overview().exists(project);
    }

    @Override
    public void awaitDataGone(String project) throws IOException, InterruptedException {
        try {
            engine.deletion().awaitDataGone(project);
        } catch (ProvisioningException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public boolean isFreeDomain(String host) {
        return engine.domains().isFree(host);
    }

    @Override
    public void appear(String project) {
        engine.appear(project);
    }

    @Override
    public String start(String project, Runnable pulse) throws InterruptedException {
        Deployment started = engine.deployments().start(project);
        Deployment seen = await(
                project,
                started.id(),
                pulse,
                state -> state.isFinal() || state == DeploymentState.RUNNING || state == DeploymentState.SLEEPING);
        Deployment.Failure error = seen.error();
        return seen.state() == DeploymentState.RUNNING || seen.state() == DeploymentState.SLEEPING
                ? "It serves at " + seen.url()
                : "It does not serve; its start is " + seen.state().json()
                        + (error == null ? "." : ", in step " + error.step() + ": " + error.message())
                        + " mvn shuttle:logs -Dshuttle.project=" + project + " shows more, and mvn shuttle:start tries"
                        + " again.";
    }

    private Deployment await(String project, String id, Runnable pulse, Predicate<DeploymentState> wanted)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Deployment seen = engine.overview().get(project, id);
        while (!wanted.test(seen.state()) && System.nanoTime() - end < 0) {
            pulse.run();
            Thread.sleep(POLL.toMillis());
            seen = engine.overview().get(project, id);
        }
        return seen;
    }

    @Override
    public boolean stop(String project) throws InterruptedException {
        try {
            Deployment stopped = engine.deployments().stop(project);
            await(project, stopped.id(), () -> {}, DeploymentState::isFinal);
            return true;
        } catch (ConflictException e) {
            return false; // nothing served
        }
    }

    @Override
    public void delete(String project) throws IOException, InterruptedException {
        try {
            engine.deletion().delete(project, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("Not all of " + project + " could be deleted: " + cause.getMessage() + ".", e);
        } catch (TimeoutException e) {
            throw new IOException(project + " was not deleted in " + PATIENCE.toMinutes() + " minutes.", e);
        }
    }

    @Override
    public void backUp(Path file) throws IOException, InterruptedException {
        new BackupFile(file).write(out -> backup.write(out, false, note -> LOG.info("In the backup: {}", note)));
    }
}
