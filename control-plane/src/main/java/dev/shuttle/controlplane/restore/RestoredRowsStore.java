package dev.shuttle.controlplane.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StateLists;
import dev.shuttle.controlplane.deployment.DeploymentId;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Json;
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
import org.jdbi.v3.core.Jdbi;

/**
 * Copies the rows of one project from the store of a backup, which has the same tables. What is encrypted is bound to its row and to its
 * home's key, and so is encrypted again. Deployments get new ids, since the home may have those of the backup; releases
 * keep theirs.
 */
final class RestoredRowsStore {
    private static final String PROJECT = "project";
    private static final String DEPLOYMENT = "deployment";
    private static final String ENCRYPTED = "encrypted";
    private static final String NAME = "name";
    private static final String TYPE = "type";

    private final Jdbi from;
    private final Vault fromVault;

    /** Of a backup's store, and the vault of its home. */
    RestoredRowsStore(Database from, Vault fromVault) {
        this.from = from.jdbi();
        this.fromVault = fromVault;
    }

    /** A project's name in the backup, its name here, and the releases of it that there are. */
    record Copy(String project, String target, Set<String> releases) {}

    /** Moves the data, as part of the commit. */
    @FunctionalInterface
    interface Placing {
        void run() throws IOException;
    }

    List<String> projects() {
        return from.withHandle(handle -> handle.select("select name from project order by name")
                .mapTo(String.class)
                .list());
    }

    /** By type and name; only those that were made. */
    List<StoredResource> resources(String project) {
        return rows("select * from resource where ready and project = ? order by type, name", project).stream()
                .map(row -> new StoredResource(
                        text(row, TYPE),
                        text(row, NAME),
                        values(fromVault.decrypt(resource(project, row), text(row, ENCRYPTED)))))
                .toList();
    }

    /**
     * Writes the rows and places the data, in one commit: whoever makes a project of that name meanwhile waits for it.
     *
     * @param without resources that are not taken over, since their data do not come
     * @throws IOException if there is such a project by now, or the data cannot be placed; nothing is written then
     */
    RestoredRows copy(
            Copy copy,
            Database into,
            Vault vault,
            Set<StoredResource> without,
            Predicate<String> freeDomain,
            Placing placing)
            throws IOException {
        try {
            return into.jdbi().inTransaction(handle -> {
                RestoredRows rows = new Writing(handle, copy, vault, without, freeDomain).write();
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

    private List<Map<String, Object>> rows(String query, String argument) {
        return from.withHandle(
                handle -> handle.select(query, argument).mapToMap().list());
    }

    private static String text(Map<String, Object> row, String column) {
        return String.valueOf(row.get(column));
    }

    private static String resource(String owner, Map<String, Object> row) {
        return "resource/" + owner + "/" + text(row, TYPE) + "/" + text(row, NAME);
    }

    private static Map<String, String> values(String json) {
        try {
            return Json.MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            // Without the cause, which would quote what is to be hidden.
            throw new IllegalStateException("a resource of the backup is not what this version writes");
        }
    }

    /** One transaction. */
    private final class Writing {
        private final Handle handle;
        private final Copy copy;
        private final Vault vault;
        private final Set<StoredResource> without;
        private final Predicate<String> freeDomain;
        private final Map<String, String> ids = new LinkedHashMap<>();

        Writing(Handle handle, Copy copy, Vault vault, Set<StoredResource> without, Predicate<String> freeDomain) {
            this.handle = handle;
            this.copy = copy;
            this.vault = vault;
            this.without = without;
            this.freeDomain = freeDomain;
        }

        RestoredRows write() {
            Map<String, Object> project =
                    rows("select * from project where name = ?", copy.project()).get(0);
            String current = project.get("current_deployment") == null ? "" : text(project, "current_deployment");
            handle.execute(
                    "insert into project (name, state, created_at) values (?, ?, ?)",
                    copy.target(),
                    current.isEmpty() ? "new" : "stopped",
                    project.get("created_at"));
            boolean startable = deployments(current);
            if (ids.containsKey(current)) {
                handle.execute(
                        "update project set current_deployment = ? where name = ?", ids.get(current), copy.target());
            }
            configuration();
            return new RestoredRows(startable, text(project, "state").equals("stopped"), domains());
        }

        /** Those that can be started again, and the one that served. Returns whether that is one of them. */
        private boolean deployments(String current) {
            boolean startable = false;
            for (Map<String, Object> row :
                    rows("select * from deployment where project = ? order by seq", copy.project())) {
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
            ofDeployment(
                    "deployment_output", id, each -> encrypted(each, resource(id, each), resource(ids.get(id), each)));
            ofDeployment("deployment_variable", id, each -> encryptedFor("environment", each));
        }

        private void ofDeployment(String table, String id, UnaryOperator<Map<String, Object>> change) {
            for (Map<String, Object> row : rows("select * from " + table + " where deployment = ?", id)) {
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
            if (copy.project()
                    .equals(copy.target())) { // what is told of a copy is not for who waits for the original's
                ofProject("webhook", row -> encrypted(row, "webhook/" + copy.project(), "webhook/" + copy.target()));
            }
        }

        private boolean isLeftOut(Map<String, Object> row) {
            return without.stream()
                    .anyMatch(each ->
                            each.type().equals(row.get(TYPE)) && each.name().equals(row.get(NAME)));
        }

        /** Of what is left out, {@code change} returns an empty row. */
        private void ofProject(String table, UnaryOperator<Map<String, Object>> change) {
            handle.execute("delete from " + table + " where project = ?", copy.target()); // some outlive a project
            for (Map<String, Object> row : rows("select * from " + table + " where project = ?", copy.project())) {
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
                    rows("select * from domain where project = ? order by host", copy.project())) {
                String host = text(row, "host");
                if (freeDomain.test(host)) {
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
            row.put(ENCRYPTED, vault.encrypt(newPlace, fromVault.decrypt(place, text(row, ENCRYPTED))));
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
}
