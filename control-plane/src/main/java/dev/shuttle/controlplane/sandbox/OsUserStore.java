package dev.shuttle.controlplane.sandbox;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The table of projects' numbers. A number stays a project's when the project is deleted. Thread-safe. */
final class OsUserStore {

    /**
     * Two control planes of one machine know nothing of each other: each begins at a multiple of this, by chance, and
     * counts on from there.
     */
    private static final int STRIDE = 10_000;

    private final Jdbi jdbi;
    private final OsUserRange range;

    OsUserStore(Database database, OsUserRange range) {
        this.jdbi = database.jdbi();
        this.range = range;
    }

    /** The project's number, given to it now if it has none. */
    synchronized int number(String project) throws IOException {
        Optional<Integer> known = jdbi.withHandle(handle -> find(handle, project));
        int number = known.isPresent() ? known.get() : jdbi.inTransaction(handle -> give(handle, project));
        if (number >= range.projects()) {
            throw new IOException("No operating-system user is left for the project " + project
                    + ": this machine or container allows too few.");
        }
        return number;
    }

    List<Integer> all() {
        return jdbi.withHandle(handle -> handle.select("select number from project_account")
                .mapTo(Integer.class)
                .list());
    }

    private static Optional<Integer> find(Handle handle, String project) {
        return handle.select("select number from project_account where project = ?", project)
                .mapTo(Integer.class)
                .findOne();
    }

    private int give(Handle handle, String project) {
        int number = handle.select("select max(number) from project_account")
                .mapTo(Integer.class)
                .findOne()
                .map(last -> last + 1)
                .orElseGet(this::begin);
        handle.execute("insert into project_account (project, number) values (?, ?)", project, number);
        return number;
    }

    private int begin() {
        return STRIDE * new SecureRandom().nextInt(Math.max(1, range.projects() / STRIDE));
    }
}
