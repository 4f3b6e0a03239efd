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
    public void run(Attempt attempt) throws StepFailedException, IOException, InterruptedException {
        Release release = attempt.release();
        try {
            RunningService host = attempt.<RunningService, ServiceFailedException>interruptibly(
                    () -> hosts.start(attempt.row(), release, attempt.given()));
            attempt.host(host);
            attempt.say("The service answers on loopback port " + host.address().getPort());
        } catch (ServiceFailedException e) {
            throw StepFailedException.of(e);
        }
    }

    @Override
    public void undo(Attempt attempt) {
        RunningService host = attempt.hostOrNull();
        if (host != null) {
            host.stop();
        }
    }
}
