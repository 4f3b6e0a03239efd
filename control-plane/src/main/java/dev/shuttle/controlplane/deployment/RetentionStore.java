package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The rows of deployments that can be deleted. Thread-safe. */
final class RetentionStore {
    /** The deployment that serves, or has crashed and may be started again. */
    private static final String CURRENT = "select current_deployment from project where name = ?";

    private final Jdbi jdbi;

    RetentionStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * Clears all releases of a project except those that served last, and those that serve, wait or are in progress.
     *
     * @param keep how many of those that have served are kept
     * @return what no row names any more
     */
    List<String> forgetReleases(String project, int keep) {
        return jdbi.inTransaction(handle -> {
            Set<String> kept = inUse(handle, project);
            kept.addAll(served(handle, project, keep));
            List<String> gone = handle.select(
                            "select distinct release_id from deployment where project = ? and release_id is not null",
                            project)
                    .mapTo(String.class)
                    .filter(release -> !kept.contains(release))
                    .list();
            gone.forEach(release -> handle.execute(
                    "update deployment set release_id = null where project = ? and release_id = ? and state in "
                            + StateLists.FINAL,
                    project,
                    release));
            return gone;
        });
    }

    private static Set<String> inUse(Handle handle, String project) {
        return new HashSet<>(handle.select(
                        "select release_id from deployment where project = ? and release_id is not null and (state not in "
                                + StateLists.FINAL + " or id = (" + CURRENT + "))",
                        project,
                        project)
                .mapTo(String.class)
                .list());
    }

    /** Only a deployment that has served can be rolled back to. */
    private static List<String> served(Handle handle, String project, int most) {
        return handle.select(
                        "select release_id from deployment where project = ? and release_id is not null"
                                + " and started_at is not null group by release_id order by max(seq) desc"
                                + " fetch first ? rows only",
                        project,
                        most)
                .mapTo(String.class)
                .list();
    }

    /**
     * Deletes the rows of deployments that have ended and left no release, but for the newest.
     *
     * @param keep how many deployments of a project are remembered at least
     * @return the ids of deleted deployments
     */
    List<String> forgetDeployments(String project, int keep) {
        return jdbi.inTransaction(handle -> {
            List<String> gone = handle.select(
                            "select id from deployment where project = ? and release_id is null and state in "
                                    + StateLists.FINAL
                                    + " and seq < (select seq from deployment where project = ? order by seq desc"
                                    + " offset ? rows fetch first 1 rows only)"
                                    + " and id not in (select coalesce(current_deployment, '') from project"
                                    + " where name = ?)",
                            project,
                            project,
                            keep - 1,
                            project)
                    .mapTo(String.class)
                    .list();
            gone.forEach(id -> handle.execute("delete from deployment where id = ?", id));
            return gone;
        });
    }

    /** The releases that a project's rows name. */
    Set<String> releases(String project) {
        return names("release_id", project);
    }

    /** The deployments of a project. */
    Set<String> deployments(String project) {
        return names("id", project);
    }

    private Set<String> names(String column, String project) {
        return jdbi.withHandle(handle -> new HashSet<>(handle.select(
                        "select distinct " + column + " from deployment where project = ? and " + column
                                + " is not null",
                        project)
                .mapTo(String.class)
                .list()));
    }
}
