package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a domain, where the server orders them by itself.
 *
 * @param expiresAt of the one that is shown; null: there is none yet
 * @param reason why there is none, or no newer one, in a sentence; null: all is well, or it is being ordered
 * @param nextAttemptAt when it is tried again; null: it is being ordered, or none is needed
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record DomainCertificate(
        @Nullable Instant expiresAt, @Nullable String reason, @Nullable Instant nextAttemptAt) {}
