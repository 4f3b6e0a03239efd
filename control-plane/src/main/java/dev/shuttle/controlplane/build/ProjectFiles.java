package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.archive.EntryPath;
import dev.shuttle.controlplane.jdk.ProjectJava;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether the root of a workspace holds what Maven can build. */
final class ProjectFiles {

    private static final List<String> GRADLE =
            List.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");

    private ProjectFiles() {}

    static void check(Path workspace, List<String> arguments) throws BuildFailedException {
        Optional<String> named = ProjectJava.pom(arguments);
        if (Files.isRegularFile(workspace.resolve(named.orElse("pom.xml")))) {
            return;
        }
        if (named.isPresent()) {
            throw new BuildFailedException("There is no " + EntryPath.escape(named.get())
                    + ", which -f names, at the root of the archive. Check the name, and that the file is uploaded.");
        }
        for (String name : GRADLE) {
            if (Files.exists(workspace.resolve(name))) {
                throw new BuildFailedException("This is a Gradle project (" + name + "), and Shuttle builds with Maven."
                        + " Put a pom.xml beside it that builds the same sources, and deploy again.");
            }
        }
        if (Files.exists(workspace.resolve("build.xml"))) {
            throw new BuildFailedException("This is an Ant project (build.xml), and Shuttle builds with Maven."
                    + " Put a pom.xml beside it that builds the same sources, and deploy again.");
        }
        throw new BuildFailedException("There is no pom.xml at the root of the archive; run mvn shuttle:deploy (or tar)"
                + " in the folder that has it.");
    }
}
