package dev.shuttle.controlplane.certificates;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the certificate of a host.
 *
 * @param expiresAt of the one that is shown; null: there is none
 * @param reason why there is none, or no newer one; null: all is well, or it is being ordered
 * @param nextAttemptAt when it is tried again; null: now
 */
public record CertificateState(@Nullable Instant expiresAt, @Nullable String reason, @Nullable Instant nextAttemptAt) {}
