package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.project.DeletionStore;
import java.util.List;

/** A deletion on its way, with what its first steps leave for the later ones. Used by one thread at a time. */
final class DeletionRun {
    private final DeletionStore.Row row;
    private Runnable repository = () -> {};
    private Runnable service = () -> {};
    private List<String> releases = List.of();
    private List<String> deployments = List.of();

    DeletionRun(DeletionStore.Row row) {
        this.row = row;
    }

    DeletionStore.Row row() {
        return row;
    }

    /** Deletes what builds fetched, once it is set aside. */
    void repository(Runnable delete) {
        this.repository = delete;
    }

    void deleteRepository() {
        repository.run();
    }

    void files(List<String> releaseIds, List<String> deploymentIds) {
        this.releases = releaseIds;
        this.deployments = deploymentIds;
    }

    List<String> releases() {
        return releases;
    }

    List<String> deployments() {
        return deployments;
    }

    /** Drains and stops what served. */
    void service(Runnable end) {
        this.service = end;
    }

    void endService() {
        service.run();
    }
}
