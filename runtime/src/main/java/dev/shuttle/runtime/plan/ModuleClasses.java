package dev.shuttle.runtime.plan;

import java.nio.file.Path;
import java.util.List;

/**
 * The compiled classes of one module of a build.
 *
 * @param artifactId the module's
 * @param classes its {@code target/classes}; need not exist
 * @param classPath jars and directories of its runtime dependencies
 * @param packaged tells what its packaging would run
 */
public record ModuleClasses(String artifactId, Path classes, List<Path> classPath, PackagedMain packaged) {

    public ModuleClasses {
        classPath = List.copyOf(classPath);
    }

    /** A module that is compiled only. */
    public ModuleClasses(String artifactId, Path classes, List<Path> classPath) {
        this(artifactId, classes, classPath, () -> null);
    }
}
