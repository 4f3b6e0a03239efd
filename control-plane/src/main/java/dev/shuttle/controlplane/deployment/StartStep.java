package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;

/** Starts the release beside the one that serves, and waits until it answers. */
final class StartStep implements Step {
    private final ServiceHosts hosts;

    StartStep(ServiceHosts hosts) {
        this.hosts = hosts;
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
        try {
            RunningService host = run.<RunningService, ServiceFailedException>interruptibly(
                    () -> hosts.start(run.row(), release, run.given()));
            run.host(host);
            run.info("The service answers on loopback port " + host.address().getPort());
        } catch (ServiceFailedException e) {
            throw StepFailedException.of(e);
        }
    }

    @Override
    public void undo(DeploymentRun run) {
        RunningService host = run.hostOrNull();
        if (host != null) {
            host.stop();
        }
    }
}
