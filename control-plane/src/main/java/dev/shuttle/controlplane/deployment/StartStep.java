package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.Release;
import dev.shuttle.controlplane.build.Releases;
import dev.shuttle.controlplane.host.Host;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Starts the release beside the one that serves, and waits until it answers. */
final class StartStep implements Step {
    private final Releases releases;
    private final ServiceHosts hosts;

    StartStep(Releases releases, ServiceHosts hosts) {
        this.releases = releases;
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
        Release kept = attempt.releaseOrNull();
        Release release = kept == null ? read(attempt.row()) : kept;
        try {
            Host host = attempt.<Host, ServiceFailedException>interruptibly(() -> hosts.start(attempt.row(), release));
            attempt.host(host);
            attempt.say("The service answers on port " + host.address().getPort() + " of the loopback");
        } catch (ServiceFailedException e) {
            throw new StepFailedException(e.getMessage());
        }
    }

    private Release read(DeploymentRow row) throws IOException, StepFailedException {
        try {
            return releases.read(row.project(), Objects.requireNonNull(row.release()));
        } catch (NoSuchFileException e) {
            throw new StepFailedException("The release of deployment " + row.rollbackOf()
                    + " is no longer kept, so that it cannot be brought back; deploy its sources again.");
        }
    }

    @Override
    public void undo(Attempt attempt) {
        Host host = attempt.hostOrNull();
        if (host != null) {
            host.stop();
        }
    }
}
