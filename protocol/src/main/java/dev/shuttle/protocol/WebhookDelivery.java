package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notice to one receiver: it waits if {@code nextAt} is set; else it arrived if {@code error} is null.
 *
 * @param id the same at each attempt, and in the header {@code webhook-id}
 * @param event {@code deployed}, {@code failed}, {@code crashed}, {@code recovered} or {@code backup-failed}
 * @param project whose event it is; null if it is the server's
 * @param deployment its deployment; null if it has none
 * @param at when it happened
 * @param attempts so far
 * @param attemptedAt when the last attempt was made
 * @param status of the answer to the last attempt; null if there was none
 * @param error why the last attempt failed
 * @param nextAt when the next attempt is made at the earliest; null if none is
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record WebhookDelivery(
        String id,
        String event,
        @Nullable String project,
        @Nullable String deployment,
        Instant at,
        int attempts,
        @Nullable Instant attemptedAt,
        @Nullable Integer status,
        @Nullable String error,
        @Nullable Instant nextAt) {}
