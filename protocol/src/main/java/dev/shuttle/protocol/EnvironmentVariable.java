package dev.shuttle.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An environment variable of a project. Everyone who may read the project sees it: what is not to be seen is a secret.
 *
 * @param name its name
 * @param value may be empty
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EnvironmentVariable(String name, String value) {}
