package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;

/**
 * Starts the release, and waits until it answers: beside the one that serves, or in its place, where the code says so or the
 * one that serves holds a port that both open.
 */
final class StartStep implements Step {
    private final ServiceHosts hosts;
    private final Switchover switchover;

    StartStep(ServiceHosts hosts, Switchover switchover) {
        this.hosts = hosts;
        this.switchover = switchover;
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.STARTING;
    }

    @Override
    public void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
        Release release = run.release();
        if (release.plan().replace()) {
            stopWhatServes(run, "as replace = true asks");
        }
        try {
            start(run, release);
        } catch (ServiceFailedException e) {
            if (!e.isPortHeld() || run.replacedOrNull() != null) {
                throw StepFailedException.of(e);
            }
            startAlone(run, release, e);
        }
    }

    private void start(DeploymentRun run, Release release)
            throws ServiceFailedException, IOException, InterruptedException {
        RunningService host = run.<RunningService, ServiceFailedException>interruptibly(
                () -> hosts.start(run.row(), release, run.given()));
        run.host(host);
        run.info("The service answers on loopback port " + host.address().getPort());
    }

    /** It would fail beside the version that serves each time, whatever is changed in it but for its port. */
    private void startAlone(DeploymentRun run, Release release, ServiceFailedException beside)
            throws StepFailedException, IOException, InterruptedException {
        run.info("It cannot start beside the version that serves: " + beside.getMessage());
        stopWhatServes(run, "since it holds that port");
        try {
            start(run, release);
        } catch (ServiceFailedException e) {
            throw StepFailedException.of(e);
        }
    }

    private void stopWhatServes(DeploymentRun run, String why) {
        ActiveDeployment stopped = switchover.stopForNext(run.row().project());
        run.replaced(stopped);
        if (stopped != null) {
            run.info("Deployment " + stopped.row().id() + " was stopped first, " + why + "; requests wait");
        }
    }

    @Override
    public void undo(DeploymentRun run) {
        RunningService host = run.hostOrNull();
        if (host != null) {
            host.stop();
        }
        ActiveDeployment replaced = run.replacedOrNull();
        if (replaced != null) {
            switchover.startAgain(replaced);
        }
    }
}
