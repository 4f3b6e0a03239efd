package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;

/**
 * Starts the release, and waits until it answers: beside the one that serves, or, where the code says so, in its place.
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
            stopWhatServes(run);
        }
        try {
            RunningService host = run.<RunningService, ServiceFailedException>interruptibly(
                    () -> hosts.start(run.row(), release, run.given()));
            run.host(host);
            run.info("The service answers on loopback port " + host.address().getPort());
        } catch (ServiceFailedException e) {
            throw StepFailedException.of(e);
        }
    }

    private void stopWhatServes(DeploymentRun run) {
        ActiveDeployment stopped = switchover.stopForNext(run.row().project());
        run.replaced(stopped);
        if (stopped != null) {
            run.info("Deployment " + stopped.row().id() + " was stopped first, as replace = true asks; requests wait");
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
