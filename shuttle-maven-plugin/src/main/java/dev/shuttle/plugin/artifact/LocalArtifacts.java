package dev.shuttle.plugin.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Extension;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.jspecify.annotations.Nullable;

/**
 * Finds what of a reactor's dependencies, plugins, parents and imported BOMs was installed here ({@code mvn install})
 * and is no module of it. Asks no remote repository, and looks at the whole tree of dependencies only where something
 * declared is such an artifact. Used once, by one thread.
 */
public final class LocalArtifacts {

    /** More is no longer sources with an own library or two. */
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /** The server has them. */
    private static final String OURS = "dev.shuttle";

    private final List<MavenProject> modules;
    private final Path root;
    private final LocalRepository repository;
    private final Map<String, String> given;
    private final Set<String> inReactor;
    private final Set<LocalFile> found = new TreeSet<>();

    /**
     * Of a reactor.
     *
     * @param repositories Maven's
     * @param session whose local repository is looked into
     * @param modules all modules
     * @param root the folder that is uploaded
     */
    public LocalArtifacts(
            RepositorySystem repositories, RepositorySystemSession session, List<MavenProject> modules, Path root) {
        this.repository = new LocalRepository(repositories, session);
        this.modules = List.copyOf(modules);
        this.root = root;
        this.given = Map.copyOf(session.getUserProperties());
        this.inReactor = modules.stream()
                .map(each -> id(each.getGroupId(), each.getArtifactId(), each.getVersion()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Looks.
     *
     * @return their files, sorted
     * @throws TooLargeException when they are larger than sources may be
     * @throws IOException when the local repository cannot be read
     */
    public List<LocalFile> find() throws IOException {
        return find(MAX_BYTES);
    }

    List<LocalFile> find(long maxBytes) throws IOException {
        // First, since the pom that lies here is what this build has read, whatever was installed of it before.
        for (MavenProject module : modules) {
            parents(module);
        }
        for (MavenProject module : modules) {
            plugins(module);
            dependencies(module);
        }
        long bytes = 0;
        for (LocalFile each : found) {
            bytes += Files.size(each.file());
        }
        if (bytes > maxBytes) {
            throw new TooLargeException(found, bytes, maxBytes);
        }
        return List.copyOf(found);
    }

    /** And what they import. A parent that lies outside of what is uploaded is taken from where it lies. */
    private void parents(MavenProject module) throws IOException {
        for (MavenProject each = module; each != null; each = each.getParent()) {
            MavenProject parent = each.getParent();
            if (parent != null && !isOurs(parent.getGroupId()) && !isInReactor(parent)) {
                Artifact pom = pom(parent.getGroupId(), parent.getArtifactId(), parent.getVersion());
                Path file = outside(parent);
                addPom(module, pom, file);
            }
            for (Artifact bom : new Imports(module, given).of(each)) {
                addPom(module, bom, null);
            }
        }
    }

    private @Nullable Path outside(MavenProject parent) throws IOException {
        Path file = parent.getFile() == null ? null : parent.getFile().toPath().toRealPath();
        return file == null || file.startsWith(root.toRealPath()) ? null : file;
    }

    private void addPom(MavenProject module, Artifact pom, @Nullable Path outside) throws IOException {
        if (outside != null) {
            found.add(LocalFile.of(pom, outside));
        } else if (isLocal(pom)) {
            repository.readPom(pom, module.getRemoteProjectRepositories());
            addAll(repository.poms());
        }
    }

    private void plugins(MavenProject module) throws IOException {
        for (Plugin plugin : module.getBuildPlugins()) {
            withDependencies(module, plugin.getGroupId(), plugin.getArtifactId(), plugin.getVersion(), plugin);
        }
        for (Extension extension : module.getBuildExtensions()) {
            withDependencies(
                    module, extension.getGroupId(), extension.getArtifactId(), extension.getVersion(), new Plugin());
        }
    }

    private void withDependencies(
            MavenProject module, String group, String artifact, @Nullable String version, Plugin more)
            throws IOException {
        Artifact jar = new DefaultArtifact(group, artifact, "jar", version);
        List<org.eclipse.aether.graph.Dependency> declared = Stream.concat(
                        Stream.of(new org.eclipse.aether.graph.Dependency(jar, "runtime")),
                        more.getDependencies().stream().map(this::dependency))
                .toList();
        if (isAnyLocal(declared)) {
            addAll(repository.tree(declared, List.of(), module.getRemotePluginRepositories()));
            addAll(repository.poms());
        }
    }

    private void dependencies(MavenProject module) throws IOException {
        List<Dependency> managed = module.getDependencyManagement() == null
                ? List.of()
                : module.getDependencyManagement().getDependencies();
        List<org.eclipse.aether.graph.Dependency> direct =
                module.getDependencies().stream().map(this::dependency).toList();
        List<org.eclipse.aether.graph.Dependency> versions =
                managed.stream().map(this::dependency).toList();
        if (isAnyLocal(direct) || isAnyLocal(versions)) {
            addAll(repository.tree(direct, versions, module.getRemoteProjectRepositories()));
            addAll(repository.poms());
        }
    }

    private void addAll(Collection<Artifact> artifacts) throws IOException {
        for (Artifact artifact : artifacts) {
            if (isLocal(artifact)) {
                found.add(LocalFile.of(artifact, repository.file(artifact)));
                Artifact pom = pom(artifact.getGroupId(), artifact.getArtifactId(), artifact.getVersion());
                if (isLocal(pom)) {
                    found.add(LocalFile.of(pom, repository.file(pom)));
                }
            }
        }
    }

    /** A range may choose one that is. */
    private boolean isAnyLocal(List<org.eclipse.aether.graph.Dependency> declared) throws IOException {
        for (org.eclipse.aether.graph.Dependency each : declared) {
            String version = each.getArtifact().getVersion();
            if (version.startsWith("[") || version.startsWith("(") || isLocal(each.getArtifact())) {
                return true;
            }
        }
        return false;
    }

    private boolean isLocal(Artifact artifact) throws IOException {
        return !isOurs(artifact.getGroupId())
                && !inReactor.contains(id(artifact.getGroupId(), artifact.getArtifactId(), artifact.getBaseVersion()))
                && repository.isInstalledHere(artifact);
    }

    private boolean isInReactor(MavenProject project) {
        return inReactor.contains(id(project.getGroupId(), project.getArtifactId(), project.getVersion()));
    }

    private static boolean isOurs(String group) {
        return group.equals(OURS);
    }

    private static String id(String group, String artifact, String version) {
        return group + ":" + artifact + ":" + version;
    }

    private static Artifact pom(String group, String artifact, String version) {
        return new DefaultArtifact(group, artifact, "pom", version);
    }

    private org.eclipse.aether.graph.Dependency dependency(Dependency dependency) {
        return RepositoryUtils.toDependency(dependency, repository.types());
    }
}
