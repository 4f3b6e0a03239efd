package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.resources.ProvisioningException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over the services that outlived the control plane before this one, and starts those that did not. */
final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);

    private final ActiveDeployments active;
    private final Supervisor supervisor;
    private final ServiceHosts hosts;
    private final DeploymentStore store;
    private final DeploymentLogs logs;
    private final ProjectTraffic traffic;
    private final BackgroundWork background;

    Adoption(
            ActiveDeployments active,
            Supervisor supervisor,
            ServiceHosts hosts,
            DeploymentStore store,
            DeploymentLogs logs,
            ProjectTraffic traffic,
            BackgroundWork background) {
        this.active = active;
        this.supervisor = supervisor;
        this.hosts = hosts;
        this.store = store;
        this.logs = logs;
        this.traffic = traffic;
        this.background = background;
    }

    /** Brings back the deployments that serve by the store; requests wait meanwhile. Called once, at the start. */
    void restore(List<DeploymentRow> serving) {
        Map<String, ServiceSpec> wanted = new HashMap<>();
        Map<String, DeploymentRow> rows = new HashMap<>();
        for (DeploymentRow row : serving) {
            rows.put(row.id(), row);
            traffic.holdUnlessServed(row.project(), row.id());
            try {
                wanted.put(row.id(), hosts.request(row));
            } catch (IOException e) {
                LOG.warn("the release of {} cannot be read: {}", row.id(), e.toString());
            }
        }
        Set<String> adopted = hosts.adopt(wanted, host -> resume(rows.get(host.deployment()), host))
                .keySet();
        serving.stream().filter(row -> !adopted.contains(row.id())).forEach(row -> supervisor.restart(row, 0));
    }

    private void resume(@Nullable DeploymentRow row, RunningService host) {
        if (row == null) {
            throw new IllegalStateException("the deployment " + host.deployment() + " was not wanted");
        }
        LOG.info("deployment {} of {} was still running and is adopted", row.id(), row.project());
        synchronized (active.lock(row.project())) {
            store.resume(row);
            supervisor.watch(row, 0, host);
        }
        background.startAfter(Duration.ZERO, () -> ensureResources(row));
    }

    private void ensureResources(DeploymentRow row) {
        try {
            hosts.ensureResources(row);
        } catch (ProvisioningException e) {
            logs.of(row.project(), row.id()).sink("shuttle").line("err", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
