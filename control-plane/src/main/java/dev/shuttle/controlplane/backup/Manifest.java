package dev.shuttle.controlplane.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.protocol.Json;
import java.util.List;

/**
 * The last words of a backup: what it is of, and how one sees that it is whole.
 *
 * @param format of the file; a restore refuses one that it does not know
 * @param version of the Shuttle that made it
 * @param createdAt when, ISO-8601
 * @param key the id of the master key
 * @param platform where it was made: PostgreSQL's files fit this operating system and processor only
 * @param postgres the version of the PostgreSQL that Shuttle brings
 * @param schema of the store
 * @param uid the control plane's user
 * @param gid the control plane's group
 * @param entries how many files, directories and links
 * @param bytes of all files
 * @param list SHA-256 of the list of entries
 * @param notes what is not in it, or not as it was
 * @param seal HMAC of all of this by the master key
 */
record Manifest(
        int format,
        String version,
        String createdAt,
        String key,
        String platform,
        String postgres,
        String schema,
        int uid,
        int gid,
        long entries,
        long bytes,
        String list,
        List<String> notes,
        String seal) {
    static final int FORMAT = 1;

    /** The last entry. */
    static final String NAME = "backup.json";

    /** The entry before it: a line of JSON for each of the others, in their order. */
    static final String LIST = "entries.ndjson";

    Manifest {
        notes = List.copyOf(notes);
    }

    Manifest sealed(String with) {
        return new Manifest(
                format, version, createdAt, key, platform, postgres, schema, uid, gid, entries, bytes, list, notes,
                with);
    }

    /** The bytes that the seal covers. */
    String text() {
        return sealed("").json();
    }

    String json() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings are JSON", e);
        }
    }
}
