package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plans of deployments, read from their releases while those are kept. Thread-safe. */
public final class Plans {
    private static final Logger LOG = LoggerFactory.getLogger(Plans.class);

    private final DeploymentStore store;
    private final Releases releases;

    Plans(DeploymentStore store, Releases releases) {
        this.store = store;
        this.releases = releases;
    }

    /** Empty before step {@code plan}, and once the release is no longer kept. */
    public Optional<ServicePlan> of(String project, String deployment) {
        return store.find(project, deployment).map(DeploymentRow::release).flatMap(release -> read(project, release));
    }

    private Optional<ServicePlan> read(String project, String release) {
        try {
            return Optional.of(releases.plan(project, release));
        } catch (IOException e) {
            LOG.debug("the plan of release {} of {} cannot be read: {}", release, project, e.toString());
            return Optional.empty();
        }
    }
}
