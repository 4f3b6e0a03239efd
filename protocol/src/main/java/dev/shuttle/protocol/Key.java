package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of the API, without the key itself, which the server does not have.
 *
 * @param id by which it is revoked
 * @param name what it is for; unique
 * @param scope what it may do
 * @param createdAt when it was made
 * @param expiresAt when it ceases to be valid; null: never
 * @param lastUsedAt when it was last shown, to the minute; null: never
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Key(
        String id,
        String name,
        KeyScope scope,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
