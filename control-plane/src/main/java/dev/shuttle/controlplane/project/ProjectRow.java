package dev.shuttle.controlplane.project;

import dev.shuttle.protocol.ProjectState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project as it is stored.
 *
 * @param name its name
 * @param state new, running, stopped or crashed; what is on its way stands on its deployments
 * @param current the deployment that serves
 * @param createdAt when it was first heard of
 */
public record ProjectRow(String name, ProjectState state, @Nullable String current, Instant createdAt) {}
