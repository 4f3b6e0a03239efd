package dev.shuttle.plugin.name;

import dev.shuttle.protocol.ProjectName;

/**
 * A project's name and where it is from.
 *
 * @param name the name
 * @param derived true when it was read from the sources, false when the user gave it
 * @param chosen true when the user or the code says it, false when it is the artifactId
 */
public record NamedProject(ProjectName name, boolean derived, boolean chosen) {}
