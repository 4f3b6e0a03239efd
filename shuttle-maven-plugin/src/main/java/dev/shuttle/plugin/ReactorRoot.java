package dev.shuttle.plugin;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * The folder that is uploaded: the one in which Maven was started. A module of a larger build is refused, since that
 * build's other modules would be missing; a parent outside that only lends its pom goes along (see
 * {@link dev.shuttle.plugin.artifact.LocalArtifacts}).
 */
final class ReactorRoot {

    private ReactorRoot() {}

    static Path of(MavenSession session) throws MojoFailureException, IOException {
        return of(Path.of(session.getExecutionRootDirectory()), session.getAllProjects());
    }

    static Path of(Path started, List<MavenProject> modules) throws MojoFailureException, IOException {
        Path root = started.toRealPath();
        Path outermost = root;
        for (MavenProject module : modules) {
            for (MavenProject each = module.getParent(); each != null; each = each.getParent()) {
                Path folder = folder(each);
                if (folder != null && !folder.startsWith(root) && isBuiltWith(each, folder, root)) {
                    outermost = folder;
                }
            }
        }
        if (!outermost.equals(root)) {
            throw new MojoFailureException("This is a module of the build in " + outermost + ", and only " + root
                    + " would be uploaded. Run the goal in " + outermost + ", with -pl " + outermost.relativize(root)
                    + " if it has several services.");
        }
        return root;
    }

    /** Null for one that is from a repository. */
    private static @Nullable Path folder(MavenProject project) throws IOException {
        File pom = project.getFile();
        return pom == null ? null : pom.toPath().toRealPath().getParent();
    }

    private static boolean isBuiltWith(MavenProject parent, Path folder, Path root) {
        return parent.getModel().getModules().stream()
                .map(name -> folder.resolve(name).normalize())
                .map(module -> Files.isRegularFile(module) ? module.getParent() : module)
                .anyMatch(root::startsWith);
    }
}
