package dev.shuttle.plugin.name;

import dev.shuttle.protocol.ProjectName;

/**
 * A project's name and where it is from.
 *
 * @param name the name
 * @param derived true when it was read from the sources, false when the user gave it
 */
public record NamedProject(ProjectName name, boolean derived) {}
