package dev.shuttle.controlplane.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The request for one project out of a backup.
 *
 * @param file absolute path of the backup
 * @param project its name in the backup
 * @param as its name from now on; null: the same
 * @param replaceAfterBackup where a backup of the home is written before a project of that name is replaced; null: none is
 *     replaced
 * @param masterKey of the home that the backup is of, if that is another
 */
public record ProjectRequest(
        String file,
        String project,
        @Nullable String as,
        @Nullable String replaceAfterBackup,
        @Nullable String masterKey) {

    /** The name that it gets. */
    public String target() {
        return as == null ? project : as;
    }

    String json() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are JSON", e);
        }
    }

    static ProjectRequest of(String json) throws IOException {
        return Json.MAPPER.readValue(json, ProjectRequest.class);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return project + " of " + file + " as " + target();
    }
}
