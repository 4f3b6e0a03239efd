package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * A secret that is set. Its value never leaves the server but to the service.
 *
 * @param name its name
 * @param updatedAt when its value was last set
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SecretName(String name, Instant updatedAt) {}
