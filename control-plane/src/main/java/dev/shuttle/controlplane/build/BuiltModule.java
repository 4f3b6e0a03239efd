package dev.shuttle.controlplane.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
 * @param packaged the jars and wars in its build directory that could be run, the artifact among them
 * @param classPath what it needs to run, without its own classes: jars, or class directories of the reactor, in order
 * @param files tells which files are the build's own
 */
public record BuiltModule(
        String artifactId,
        String packaging,
        Path baseDirectory,
        Path classes,
        @Nullable Path artifact,
        List<Path> packaged,
        List<Path> classPath,
        BuiltFiles files) {

    public BuiltModule {
        packaged = List.copyOf(packaged);
        classPath = List.copyOf(classPath);
    }

    /**
     * Whether it is the module of a folder.
     *
     * @param root of the sources
     * @param folder below the root, as a user has written it
     */
    public boolean isIn(Path root, String folder) {
        return folder.indexOf('\0') < 0
                && baseDirectory.equals(root.resolve(folder).normalize());
    }

    /** Whether a packaged file lies in the build directory itself, beside the module's artifact, or in a directory of its own. */
    public boolean packagedDirectly(Path file) {
        Path beside = artifact == null ? classes.getParent() : artifact.getParent();
        return Objects.equals(file.getParent(), beside) || Objects.equals(file.getParent(), classes.getParent());
    }
}
