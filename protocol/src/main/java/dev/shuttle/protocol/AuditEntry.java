package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, when, from where, with which result.
 *
 * @param id grows with every entry
 * @param at when it was asked for
 * @param actor the name of the key that was shown
 * @param keyId its id
 * @param from the address that it came from
 * @param action what was asked for, by its name in {@code /openapi.json}, such as {@code deploy}
 * @param path the path of the request; for {@code createKey} that of the key that was made
 * @param project the project that it was for; null if for none
 * @param status the HTTP status that it was answered with; null if the server ended before
 * @param count how many equal requests of the key, all refused, it stands for; else 1
 * @param deployment the deployment that was begun by it; null if none
 * @param requestId finds it in the server's log
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AuditEntry(
        String id,
        Instant at,
        String actor,
        String keyId,
        String from,
        String action,
        String path,
        @Nullable String project,
        @Nullable Integer status,
        int count,
        @Nullable String deployment,
        String requestId) {}
