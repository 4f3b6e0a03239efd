package dev.shuttle.controlplane.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.Json;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** The store of a backup, which has the tables of this version. */
final class BackupRowsStore {
    static final String ENCRYPTED = "encrypted";
    static final String NAME = "name";
    static final String TYPE = "type";

    private final Jdbi jdbi;
    private final Vault vault;

    /** With the vault of the home that it is of. */
    BackupRowsStore(Database database, Vault vault) {
        this.jdbi = database.jdbi();
        this.vault = vault;
    }

    List<String> projects() {
        return jdbi.withHandle(handle -> handle.select("select name from project order by name")
                .mapTo(String.class)
                .list());
    }

    /** By type and name; only those that were made. */
    List<StoredResource> resources(String project) {
        return rows("select * from resource where ready and project = ? order by type, name", project).stream()
                .map(row -> new StoredResource(
                        text(row, TYPE), text(row, NAME), values(decrypt(resource(project, row), row))))
                .toList();
    }

    List<Map<String, Object>> rows(String query, String argument) {
        return jdbi.withHandle(
                handle -> handle.select(query, argument).mapToMap().list());
    }

    String decrypt(String place, Map<String, Object> row) {
        return vault.decrypt(place, text(row, ENCRYPTED));
    }

    static String text(Map<String, Object> row, String column) {
        return String.valueOf(row.get(column));
    }

    /** Where the values of a resource lie, of a project or a deployment. */
    static String resource(String owner, Map<String, Object> row) {
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
}
