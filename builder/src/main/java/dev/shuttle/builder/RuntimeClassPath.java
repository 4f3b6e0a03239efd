package dev.shuttle.builder;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactProperties;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.ScopeDependencyFilter;

/**
 * The runtime class path of a module, beside its own classes: scopes {@code compile} and {@code runtime}, in Maven's order,
 * and jars of scope {@code system} that the project brings along, since no other place has them.
 * Modules of the same reactor resolve to what this build packaged, everything else to the local repository.
 */
@Named
@Singleton
public final class RuntimeClassPath {

    private final ProjectDependenciesResolver resolver;

    @Inject
    public RuntimeClassPath(ProjectDependenciesResolver resolver) {
        this.resolver = resolver;
    }

    List<Path> of(MavenProject project, MavenSession session) throws UnresolvedClassPathException {
        Path root = Path.of(session.getExecutionRootDirectory()).toAbsolutePath();
        return dependencies(project, session).stream()
                .filter(dependency -> !dependency.getScope().equals(JavaScopes.SYSTEM) || isIn(root, dependency))
                .map(Dependency::getArtifact)
                .filter(RuntimeClassPath::isOnClassPath)
                .map(artifact -> artifact.getFile().toPath())
                .collect(Collectors.toList());
    }

    private static boolean isIn(Path root, Dependency dependency) {
        return dependency
                .getArtifact()
                .getFile()
                .toPath()
                .toAbsolutePath()
                .normalize()
                .startsWith(root);
    }

    private List<Dependency> dependencies(MavenProject project, MavenSession session)
            throws UnresolvedClassPathException {
        var request = new DefaultDependencyResolutionRequest(project, session.getRepositorySession());
        request.setResolutionFilter(new ScopeDependencyFilter(null, List.of(JavaScopes.TEST, JavaScopes.PROVIDED)));
        try {
            return resolver.resolve(request).getResolvedDependencies();
        } catch (DependencyResolutionException e) {
            throw new UnresolvedClassPathException(describe(project, e), e);
        }
    }

    private static boolean isOnClassPath(Artifact artifact) {
        return Boolean.parseBoolean(artifact.getProperty(ArtifactProperties.CONSTITUTES_BUILD_PATH, "false"));
    }

    private static String describe(MavenProject project, DependencyResolutionException e) {
        String unresolved = e.getResult().getUnresolvedDependencies().stream()
                .map(dependency -> dependency.getArtifact().toString())
                .collect(Collectors.joining(", "));
        String what = unresolved.isEmpty() ? String.valueOf(e.getMessage()) : unresolved;
        return "The module " + project.getArtifactId() + " was built, but what it needs to run could not be found: "
                + what + ". Check these dependencies in its pom.xml.";
    }
}
