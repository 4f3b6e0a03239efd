package dev.shuttle.controlplane.build;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a build for one module. All paths are real (no link in them) and were inside the workspace or the builders'
 * repository when the build ended.
 *
 * @param artifactId of the module
 * @param packaging {@code jar}, {@code war} and so on, never {@code pom}
 * @param baseDirectory the module's folder
 * @param classes its class directory; empty if it has no sources
 * @param artifact what it packaged, a file
 * @param classPath what it needs to run, without its own classes: jars, or class directories of the reactor, in order
 */
public record BuiltModule(
        String artifactId,
        String packaging,
        Path baseDirectory,
        Path classes,
        @Nullable Path artifact,
        List<Path> classPath) {

    public BuiltModule {
        classPath = List.copyOf(classPath);
    }
}
