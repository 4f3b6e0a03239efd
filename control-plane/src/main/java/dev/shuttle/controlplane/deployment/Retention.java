package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.LocalRepositories;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what past deployments leave behind: releases beyond the number that can be rolled back to, libraries that no
 * release needs, and deployments of long ago with their logs. Never what serves, waits, is in work, or can be rolled
 * back to. The store is told first, so that a crash in between leaves only files that {@link #sweep} finds.
 * Thread-safe.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /**
     * Deployments of a project that are remembered, with their logs; those that left a release for longer. With the
     * bound on a log this is at most 1.6 GiB a project, and in practice some MiB.
     */
    static final int DEPLOYMENTS = 100;

    private final Releases releases;
    private final LocalRepositories repositories;
    private final RetentionStore store;
    private final DeploymentLogs logs;
    private final int keep;

    Retention(Releases releases, LocalRepositories repositories, RetentionStore store, DeploymentLogs logs, int keep) {
        this.releases = releases;
        this.repositories = repositories;
        this.store = store;
        this.logs = logs;
        this.keep = keep;
    }

    /** Never throws. Called when a deployment of the project has ended and the previous one has released its files. */
    void tidy(String project) {
        try {
            delete(project, store.forgetReleases(project, keep), store.forgetDeployments(project, DEPLOYMENTS));
        } catch (RuntimeException e) {
            // The store's disk is full, for one; the next deployment tries again.
            LOG.warn("what is no longer kept of {} could not be forgotten: {}", project, e.toString());
        }
    }

    /**
     * Removes releases before their time, except the newest, those that serve, wait or are in work. Returns whether there were
     * any.
     */
    boolean makeRoom(String project, int newest) {
        List<String> gone = store.forgetReleases(project, Math.min(keep, newest));
        if (!gone.isEmpty()) {
            LOG.info("releases of {} are removed to make room: {}", project, gone);
            delete(project, gone, List.of());
        }
        return !gone.isEmpty();
    }

    /** Takes from a project what its builds keep, so that none of the same name finds it; deleted by what is returned. */
    Runnable setRepositoryAside(String project) {
        try {
            Path aside = repositories.setAside(project);
            return () -> deleteRepository(project, aside);
        } catch (IOException e) {
            LOG.warn("the local repository of {} could not be moved away: {}", project, e.toString());
            return () -> {};
        }
    }

    private static void deleteRepository(String project, Path aside) {
        try {
            Trees.delete(aside);
        } catch (IOException e) {
            LOG.warn("the local repository of {} could not be deleted: {}", project, e.toString());
        }
    }

    /** Removes files that a project which is gone has left. */
    void delete(String project, List<String> releaseIds, List<String> deployments) {
        try {
            for (String id : releaseIds) {
                releases.delete(project, id);
            }
            for (String id : deployments) {
                logs.delete(project, id);
            }
            if (!releaseIds.isEmpty()) {
                releases.sweepLibraries();
            }
        } catch (IOException e) {
            LOG.warn("what is no longer kept of {} could not be deleted: {}", project, e.toString());
        }
    }

    /** Removes what a crash has left. Before the first deployment is taken from the queue. */
    void sweep(StartCleanUp bound) {
        try {
            sweep("releases", releases.kept(), store::releases, bound, (project, id) -> {
                LOG.info("release {} of {} is removed: nothing names it", id, project);
                releases.delete(project, id);
            });
            sweep("logs", logs.kept(), store::deployments, bound, logs::delete);
        } catch (IOException e) {
            LOG.warn("what the last run has left could not be removed: {}", e.toString());
        }
    }

    private static void sweep(
            String kind,
            Map<String, Set<String>> kept,
            Function<String, Set<String>> known,
            StartCleanUp bound,
            Deletion deletion)
            throws IOException {
        Map<String, Set<String>> unknown = new HashMap<>();
        kept.forEach((project, ids) -> {
            Set<String> left = new HashSet<>(ids);
            left.removeAll(known.apply(project));
            unknown.put(project, left);
        });
        if (bound.allows(kind, count(unknown), count(kept))) {
            for (Map.Entry<String, Set<String>> project : unknown.entrySet()) {
                for (String id : project.getValue()) {
                    deletion.of(project.getKey(), id);
                }
            }
        }
    }

    private static int count(Map<String, Set<String>> ids) {
        return ids.values().stream().mapToInt(Set::size).sum();
    }

    @FunctionalInterface
    private interface Deletion {
        void of(String project, String id) throws IOException;
    }

    /** Removes the libraries that no release needs. Takes a while where there are many releases. */
    void sweepLibraries() {
        try {
            releases.sweepLibraries();
        } catch (IOException e) {
            LOG.warn("the libraries that no release needs could not be removed: {}", e.toString());
        }
    }
}
