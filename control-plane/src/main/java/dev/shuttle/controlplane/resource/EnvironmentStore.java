package dev.shuttle.controlplane.resource;

import dev.shuttle.controlplane.database.Database;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tables of environment variables: a project's, and those that each deployment runs with. Encrypted. Thread-safe. */
public final class EnvironmentStore {
    private final Jdbi jdbi;

    EnvironmentStore(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Sets, or removes those whose value is null; all or none. */
    void change(String project, Map<String, @Nullable String> encrypted) {
        jdbi.useTransaction(handle -> encrypted.forEach((name, value) -> change(handle, project, name, value)));
    }

    private static void change(Handle handle, String project, String name, @Nullable String encrypted) {
        handle.execute("delete from variable where project = ? and name = ?", project, name);
        if (encrypted != null) {
            handle.execute(
                    "insert into variable (project, name, encrypted, updated_at) values (?, ?, ?, ?)",
                    project,
                    name,
                    encrypted,
                    Instant.now());
        }
    }

    /** Of a project, by name. */
    Map<String, String> ofProject(String project) {
        return encrypted("select name, encrypted from variable where project = ? order by name", project);
    }

    /** Of a deployment, by name. */
    Map<String, String> ofDeployment(String deployment) {
        return encrypted(
                "select name, encrypted from deployment_variable where deployment = ? order by name", deployment);
    }

    private Map<String, String> encrypted(String query, String owner) {
        return jdbi.withHandle(handle -> handle.select(query, owner).reduceRows(new LinkedHashMap<>(), (found, row) -> {
            found.put(row.getColumn("name", String.class), row.getColumn("encrypted", String.class));
            return found;
        }));
    }

    /** Gives a deployment the variables that its project has now. */
    void giveOfProject(String deployment, String project) {
        give(deployment, "from variable where project = ?", project);
    }

    /** Gives a deployment the variables of another one. */
    void giveOfDeployment(String deployment, String source) {
        give(deployment, "from deployment_variable where deployment = ?", source);
    }

    private void give(String deployment, String rows, String source) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from deployment_variable where deployment = ?", deployment);
            handle.execute(
                    "insert into deployment_variable (deployment, name, encrypted) select cast(? as varchar(32)), name,"
                            + " encrypted " + rows,
                    deployment,
                    source);
        });
    }

    /**
     * Makes the variables of a deployment those of its project, within the commit by which it comes to serve.
     *
     * @param since what was set after this time stays: it was meant for later
     */
    public static void restore(Handle handle, String project, String deployment, Instant since) {
        handle.execute("delete from variable where project = ? and updated_at <= ?", project, since);
        handle.execute(
                "insert into variable (project, name, encrypted, updated_at) select cast(? as varchar(63)), name,"
                        + " encrypted, cast(? as timestamp(3) with time zone)"
                        + " from deployment_variable where deployment = ?"
                        + " and name not in (select name from variable where project = ?)",
                project,
                since,
                deployment,
                project);
    }
}
