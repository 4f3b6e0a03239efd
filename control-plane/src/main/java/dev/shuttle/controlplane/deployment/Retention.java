package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.Releases;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes releases beyond the number that can be rolled back to, and libraries that no release needs. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Releases releases;
    private final DeploymentStore store;
    private final int keep;

    Retention(Releases releases, DeploymentStore store, int keep) {
        this.releases = releases;
        this.store = store;
        this.keep = keep;
    }

    void prune(String project) {
        List<String> ids = store.releases(project);
        if (ids.size() > keep) {
            delete(project, ids.subList(keep, ids.size()));
        }
    }

    void delete(String project, List<String> ids) {
        try {
            for (String id : ids) {
                releases.delete(project, id);
                store.unreleased(id);
            }
            if (!ids.isEmpty()) {
                releases.sweepLibraries();
            }
        } catch (IOException e) {
            LOG.warn("releases of {} could not be deleted: {}", project, e.toString());
        }
    }
}
