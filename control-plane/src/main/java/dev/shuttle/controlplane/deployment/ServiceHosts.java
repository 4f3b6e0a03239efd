package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.Release;
import dev.shuttle.controlplane.host.Host;
import dev.shuttle.controlplane.host.HostRequest;
import dev.shuttle.controlplane.host.Hosts;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.project.Addresses;
import java.time.Duration;
import java.util.Map;

/** Starts releases in hosts, with the deployment's log and address. Thread-safe. */
final class ServiceHosts {
    private final Hosts hosts;
    private final DeploymentLogs logs;
    private final Addresses addresses;
    private final Duration startTimeout;

    ServiceHosts(Hosts hosts, DeploymentLogs logs, Addresses addresses, Duration startTimeout) {
        this.hosts = hosts;
        this.logs = logs;
        this.addresses = addresses;
        this.startTimeout = startTimeout;
    }

    Host start(DeploymentRow row, Release release) throws ServiceFailedException, InterruptedException {
        return hosts.start(request(row, release));
    }

    Map<String, Host> adopt(Map<String, HostRequest> wanted) {
        return hosts.adopt(wanted);
    }

    HostRequest request(DeploymentRow row, Release release) {
        return new HostRequest(
                row.project(),
                row.id(),
                addresses.url(row.project()),
                release.plan(),
                release.classPath(),
                logs.of(row.project(), row.id()).sink("service"),
                startTimeout);
    }

    Duration startTimeout() {
        return startTimeout;
    }
}
