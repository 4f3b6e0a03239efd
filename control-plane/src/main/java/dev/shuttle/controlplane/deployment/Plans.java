package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        return Optional.ofNullable(of(project, List.of(deployment)).get(deployment));
    }

    /** Those of some of a project's deployments, by their ids. */
    public Map<String, ServicePlan> of(String project, List<String> deployments) {
        Map<String, Optional<ServicePlan>> ofReleases = new HashMap<>();
        Map<String, ServicePlan> plans = new HashMap<>();
        for (DeploymentRow row : store.newestAnd(List.of(), deployments)) {
            String release = row.release();
            if (release != null && row.project().equals(project)) {
                ofReleases
                        .computeIfAbsent(release, id -> read(project, id))
                        .ifPresent(plan -> plans.put(row.id(), plan));
            }
        }
        return plans;
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
