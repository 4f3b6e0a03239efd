package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.protocol.DeploymentState;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The queue, which is a state in the store: a deployment is taken from it by a change of its state. Thread-safe. */
final class QueueStore {
    /** Of one that waits: it has a release already, and it is not that of an earlier deployment. */
    private static final String RESTART = " and release_id is not null and rollback_of is null";

    private final Jdbi jdbi;

    QueueStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Adds a deployment to the queue and cancels those of the project that still wait there and that it overtakes: a
     * rollback all, an upload other uploads, a restart other restarts.
     */
    synchronized List<String> enqueue(DeploymentRow row) {
        String overtakes = "";
        if (!row.isRollback()) {
            overtakes = row.release() == null ? " and release_id is null" : RESTART;
        }
        String which = "select id from deployment where project = ? and state = 'queued'" + overtakes;
        return jdbi.inTransaction(handle -> {
            List<String> overtaken =
                    handle.select(which, row.project()).mapTo(String.class).list();
            overtaken.forEach(id -> StateStore.move(handle, id, DeploymentState.CANCELLED));
            DeploymentStore.insert(handle, row);
            StepStore.begin(handle, row.id(), "queue");
            return overtaken;
        });
    }

    /**
     * Takes the oldest deployment of a lane whose project has none in work. A restart gets the release that serves now.
     */
    synchronized Optional<DeploymentRow> claim(Lane lane) {
        boolean built = lane == Lane.RELEASE;
        return jdbi.inTransaction(handle -> {
            Optional<DeploymentRow> next = handle.select("select * from deployment d where state = 'queued'"
                            + " and release_id is " + (built ? "not null" : "null")
                            + " and not exists (select 1 from deployment o where o.project = d.project and o.state in "
                            + StateLists.IN_WORK + ") order by seq fetch first 1 rows only")
                    .map(DeploymentStore.COLUMNS)
                    .map(DeploymentColumns::row)
                    .findOne();
            next.ifPresent(row ->
                    StateStore.move(handle, row.id(), built ? DeploymentState.PROVISIONING : DeploymentState.BUILDING));
            return next.map(row -> built && !row.isRollback() ? withReleaseOfNow(handle, row) : row);
        });
    }

    /** While a restart waited, another version may have come to serve. */
    private static DeploymentRow withReleaseOfNow(Handle handle, DeploymentRow row) {
        handle.execute(
                "update deployment set (release_id, digest, module, maven_args, main_class, arguments, git_commit, git_branch, git_message,"
                        + " git_dirty) = (select c.release_id, c.digest, c.module, c.maven_args, c.main_class, c.arguments, c.git_commit,"
                        + " c.git_branch, c.git_message, c.git_dirty from project p join deployment c"
                        + " on c.id = p.current_deployment where p.name = ?) where id = ?",
                row.project(),
                row.id());
        return handle.select("select * from deployment where id = ?", row.id())
                .map(DeploymentStore.COLUMNS)
                .map(DeploymentColumns::row)
                .one();
    }

    int size() {
        return jdbi.withHandle(handle -> handle.select("select count(*) from deployment where state = 'queued'")
                .mapTo(Integer.class)
                .one());
    }
}
