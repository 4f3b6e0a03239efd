package dev.shuttle.controlplane.restore;

import static dev.shuttle.controlplane.restore.BackupRowsStore.ENCRYPTED;
import static dev.shuttle.controlplane.restore.BackupRowsStore.NAME;
import static dev.shuttle.controlplane.restore.BackupRowsStore.TYPE;
import static dev.shuttle.controlplane.restore.BackupRowsStore.resource;
import static dev.shuttle.controlplane.restore.BackupRowsStore.text;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.deployment.DeploymentId;
import dev.shuttle.controlplane.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/**
 * Writes the rows that a backup's store has of one project. Those that are encrypted are bound to their row and to their
 * home's key, and so are encrypted again. Deployments get new ids, since the home may have those of the backup; releases
 * keep theirs. For one transaction.
 */
final class RestoredRowsStore {
    private static final String PROJECT = "project";
    private static final String DEPLOYMENT = "deployment";

    private final Handle handle;
    private final BackupRowsStore from;
    private final Vault vault;
    private final Copy copy;
    private final Map<String, String> ids = new LinkedHashMap<>();

    private RestoredRowsStore(Handle handle, BackupRowsStore from, Vault vault, Copy copy) {
        this.handle = handle;
        this.from = from;
        this.vault = vault;
        this.copy = copy;
    }

    /**
     * The rows that are wanted.
     *
     * @param project its name in the backup
     * @param target its name here
     * @param releases those of it that there are
     * @param without resources that are left out, since their data do not come
     * @param freeDomain whether it may have a host name
     */
    record Copy(
            String project,
            String target,
            Set<String> releases,
            Set<StoredResource> without,
            Predicate<String> freeDomain) {}

    /** Moves the data, as part of the commit. */
    @FunctionalInterface
    interface Placing {
        void run() throws IOException;
    }

    /**
     * Writes the rows and places the data, in one commit: another that makes a project of that name meanwhile waits for it.
     *
     * @throws IOException if there is such a project by now, or the data cannot be placed; nothing is written then
     */
    static RestoredRows write(BackupRowsStore from, Copy copy, Database into, Vault vault, Placing placing)
            throws IOException {
        try {
            return into.jdbi().inTransaction(handle -> {
                RestoredRows rows = new RestoredRowsStore(handle, from, vault, copy).write();
                try {
                    placing.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return rows;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private RestoredRows write() {
        Map<String, Object> project = from.rows("select * from project where name = ?", copy.project())
                .get(0);
        String current = project.get("current_deployment") == null ? "" : text(project, "current_deployment");
        handle.execute(
                "insert into project (name, state, created_at) values (?, ?, ?)",
                copy.target(),
                current.isEmpty() ? "new" : "stopped",
                project.get("created_at"));
        boolean startable = deployments(current);
        if (ids.containsKey(current)) {
            handle.execute("update project set current_deployment = ? where name = ?", ids.get(current), copy.target());
        }
        configuration();
        return new RestoredRows(startable, text(project, "state").equals("stopped"), domains());
    }

    /** Those that can be started again, and the one that served. Returns whether that is one of them. */
    private boolean deployments(String current) {
        boolean startable = false;
        for (Map<String, Object> row :
                from.rows("select * from deployment where project = ? order by seq", copy.project())) {
            String id = text(row, "id");
            boolean kept = row.get("release_id") != null && copy.releases().contains(text(row, "release_id"));
            if (id.equals(current)) {
                row.put("state", "stopped");
                startable = kept;
            } else if (!kept || row.get("started_at") == null) {
                continue;
            }
            deployment(id, row, kept);
        }
        return startable;
    }

    private void deployment(String id, Map<String, Object> row, boolean kept) {
        ids.put(id, DeploymentId.next());
        row.remove("seq");
        row.put("id", ids.get(id));
        row.put(PROJECT, copy.target());
        row.put("release_id", kept ? row.get("release_id") : null);
        row.put("rollback_of", ids.get(String.valueOf(row.get("rollback_of"))));
        if (!StateLists.FINAL.contains("'" + text(row, "state") + "'")) {
            row.put("state", "superseded");
        }
        row.putIfAbsent("finished_at", Instant.now());
        insert(DEPLOYMENT, row);
        ofDeployment("deployment_step", id, each -> each);
        ofDeployment("deployment_output", id, each -> encrypted(each, resource(id, each), resource(ids.get(id), each)));
        ofDeployment("deployment_variable", id, each -> encryptedFor("environment", each));
    }

    private void ofDeployment(String table, String id, UnaryOperator<Map<String, Object>> change) {
        for (Map<String, Object> row : from.rows("select * from " + table + " where deployment = ?", id)) {
            Map<String, Object> changed = change.apply(row);
            changed.put(DEPLOYMENT, ids.get(id));
            insert(table, changed);
        }
    }

    private void configuration() {
        ofProject("secret", row -> encryptedFor("secret", row));
        ofProject("variable", row -> encryptedFor("environment", row));
        ofProject(
                "resource",
                row -> isLeftOut(row)
                        ? Map.of()
                        : encrypted(row, resource(copy.project(), row), resource(copy.target(), row)));
        ofProject("attached_resource", row -> row);
        ofProject("edge_setting", row -> row);
        ofProject("origin", row -> row);
        if (copy.project().equals(copy.target())) { // what is told of a copy is not for who waits for the original's
            ofProject("webhook", row -> encrypted(row, "webhook/" + copy.project(), "webhook/" + copy.target()));
        }
    }

    private boolean isLeftOut(Map<String, Object> row) {
        return copy.without().stream()
                .anyMatch(
                        each -> each.type().equals(row.get(TYPE)) && each.name().equals(row.get(NAME)));
    }

    /** Of what is left out, {@code change} returns an empty row. */
    private void ofProject(String table, UnaryOperator<Map<String, Object>> change) {
        handle.execute("delete from " + table + " where project = ?", copy.target()); // some outlive a project
        for (Map<String, Object> row : from.rows("select * from " + table + " where project = ?", copy.project())) {
            Map<String, Object> changed = new HashMap<>(change.apply(row));
            if (!changed.isEmpty()) {
                changed.put(PROJECT, copy.target());
                insert(table, changed);
            }
        }
    }

    private List<String> domains() {
        List<String> lost = new ArrayList<>();
        for (Map<String, Object> row :
                from.rows("select * from domain where project = ? order by host", copy.project())) {
            String host = text(row, "host");
            if (copy.freeDomain().test(host)) {
                row.put(PROJECT, copy.target());
                insert("domain", row);
            } else {
                lost.add(host);
            }
        }
        return lost;
    }

    private Map<String, Object> encryptedFor(String kind, Map<String, Object> row) {
        String name = "/" + text(row, NAME);
        return encrypted(row, kind + "/" + copy.project() + name, kind + "/" + copy.target() + name);
    }

    private Map<String, Object> encrypted(Map<String, Object> row, String place, String newPlace) {
        row.put(ENCRYPTED, vault.encrypt(newPlace, from.decrypt(place, row)));
        return row;
    }

    private void insert(String table, Map<String, Object> row) {
        String columns = String.join(", ", row.keySet());
        String values = ":" + String.join(", :", row.keySet());
        handle.createUpdate("insert into " + table + " (" + columns + ") values (" + values + ")")
                .bindMap(row)
                .execute();
    }
}
