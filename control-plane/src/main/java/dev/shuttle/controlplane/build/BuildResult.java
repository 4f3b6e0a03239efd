package dev.shuttle.controlplane.build;

import java.util.List;

/**
 * The result of a build.
 *
 * @param modules without those that are only poms, in the order of the build
 */
public record BuildResult(List<BuiltModule> modules) {

    public BuildResult {
        modules = List.copyOf(modules);
    }
}
