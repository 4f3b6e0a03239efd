package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.database.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** The deletions of projects that are not finished, and how far each has come. Thread-safe. */
public final class DeletionStore {
    private final Jdbi jdbi;

    public DeletionStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * A deletion that was asked for.
     *
     * @param withData whether the project's resources and secrets go too
     * @param done the last step that was done; null if none was
     */
    public record Row(long seq, String project, boolean withData, @Nullable String done) {}

    public Row add(String project, boolean withData) {
        return jdbi.withHandle(
                handle -> handle.createUpdate("insert into project_deletion (project, with_data) values (?, ?)")
                        .bind(0, project)
                        .bind(1, withData)
                        .executeAndReturnGeneratedKeys("seq")
                        .mapTo(Long.class)
                        .map(seq -> new Row(seq, project, withData, null))
                        .one());
    }

    /** The oldest first. */
    public List<Row> list() {
        return jdbi.withHandle(handle -> handle.select("select * from project_deletion order by seq")
                .map(ConstructorMapper.of(Row.class))
                .list());
    }

    public void done(Row deletion, String step) {
        jdbi.useHandle(handle -> done(handle, deletion, step));
    }

    private static void done(Handle handle, Row deletion, String step) {
        handle.execute("update project_deletion set done = ? where seq = ?", step, deletion.seq());
    }

    /**
     * Forgets a project with its deployments and domains, and its secrets, variables, attachments, webhook and origin if its
     * data go, in the same commit as that the step is done: a crash afterwards does not delete a project that has the name
     * by then.
     */
    public void forget(Row deletion, String step) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from project where name = ?", deletion.project());
            if (deletion.withData()) {
                handle.execute("delete from secret where project = ?", deletion.project());
                handle.execute("delete from variable where project = ?", deletion.project());
                handle.execute("delete from webhook where project = ?", deletion.project());
                handle.execute("delete from webhook_delivery where receiver = ?", deletion.project());
                handle.execute("delete from attached_resource where project = ?", deletion.project());
            }
            forgetOrigin(handle, deletion.project());
            done(handle, deletion, step);
        });
    }

    /** It guards the data, as long as there are some. */
    private static void forgetOrigin(Handle handle, String project) {
        handle.execute(
                "delete from origin where project = ? and not exists (select 1 from resource r where r.project ="
                        + " origin.project) and not exists (select 1 from secret s where s.project = origin.project) and"
                        + " not exists (select 1 from variable v where v.project = origin.project)",
                project);
    }

    /** All is done, or what could not be is left to the next deletion of the project. */
    public void finish(Row deletion) {
        jdbi.useHandle(handle -> handle.execute("delete from project_deletion where seq = ?", deletion.seq()));
    }
}
