package dev.shuttle.runtime.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * The compiled classes of one module of a build.
 *
 * @param artifactId the module's
 * @param classes its {@code target/classes}; need not exist
 * @param classPath jars and directories of its runtime dependencies
 */
public record ModuleClasses(String artifactId, Path classes, List<Path> classPath) {

    public ModuleClasses {
        classPath = List.copyOf(classPath);
    }
}
