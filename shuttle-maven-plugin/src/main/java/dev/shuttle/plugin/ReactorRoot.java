package dev.shuttle.plugin;

import java.io.File;
import java.nio.file.Path;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;

/** The folder that is uploaded: the one in which Maven was started. It must hold all that the build needs. */
final class ReactorRoot {

    private ReactorRoot() {}

    static Path of(MavenSession session) throws MojoFailureException {
        Path root =
                Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
        Path outermost = root;
        for (MavenProject each = session.getTopLevelProject(); each != null; each = each.getParent()) {
            File pom = each.getParent() == null ? null : each.getParent().getFile();
            Path folder = pom == null
                    ? root
                    : pom.toPath().toAbsolutePath().normalize().getParent();
            if (folder != null && !folder.startsWith(root)) {
                outermost = folder;
            }
        }
        if (!outermost.equals(root)) {
            throw new MojoFailureException(refusal(root, outermost));
        }
        return root;
    }

    private static String refusal(Path root, Path outermost) {
        String where = root.startsWith(outermost)
                ? "from the root, " + outermost
                : "from the folder that holds both " + outermost + " and " + root;
        return "The parent pom of this module is in " + outermost + ", outside of " + root
                + ", which is all that would be uploaded: run the goal " + where
                + ", and say which module is the service by -Dshuttle.module if there are several.";
    }
}
