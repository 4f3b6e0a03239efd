package dev.shuttle.plugin;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.maven.model.Build;
import org.apache.maven.model.Resource;
import org.apache.maven.project.MavenProject;

/** The files and folders that a module's pom names as filters, resources and sources. */
final class DeclaredFiles {

    private DeclaredFiles() {}

    static Stream<Path> of(MavenProject module) {
        if (module.getFile() == null) {
            return Stream.empty();
        }
        Build build = module.getBuild();
        return Stream.of(
                        build.getFilters().stream(),
                        build.getResources().stream().map(Resource::getDirectory),
                        module.getCompileSourceRoots().stream())
                .flatMap(names -> names)
                .filter(name -> name != null && !name.isBlank())
                .map(name -> module.getBasedir().toPath().resolve(name));
    }
}
