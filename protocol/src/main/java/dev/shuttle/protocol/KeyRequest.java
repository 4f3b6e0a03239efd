package dev.shuttle.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which key to make.
 *
 * @param name 1 to 100 characters that can be printed; no other key has it
 * @param scope what it may do
 * @param expiresAt when it ceases to be valid; null: never
 */
public record KeyRequest(String name, KeyScope scope, @Nullable Instant expiresAt) {}
