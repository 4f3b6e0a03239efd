package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the making of a key: the only one that ever holds it.
 *
 * @param id by which it is revoked
 * @param name what it is for; unique
 * @param scope what it may do
 * @param createdAt when it was made
 * @param expiresAt when it ceases to be valid; null: never
 * @param key {@code shk_} and 40 letters and digits, the last six of which are a checksum of the others
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NewKey(
        String id, String name, KeyScope scope, Instant createdAt, @Nullable Instant expiresAt, String key) {

    /** Without the key. */
    @Override
    public String toString() {
        return "NewKey[id=" + id + ", name=" + name + ", scope=" + scope + ", key=***]";
    }
}
