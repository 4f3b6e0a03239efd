package dev.shuttle.controlplane.project;

import org.jspecify.annotations.Nullable;

/**
 * A deploy's claim to a project's name.
 *
 * @param origin where its sources come from; null if the client does not say
 * @param named whether the user chose the name, rather than the build's own being used
 * @param confirm the name of the project that may be taken over, as the user typed it
 * @param deployedBy the name of the key
 */
public record OriginClaim(@Nullable SourceOrigin origin, boolean named, @Nullable String confirm, String deployedBy) {

    boolean mayReplace(String project) {
        return named || project.equals(confirm);
    }
}
