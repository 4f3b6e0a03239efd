package dev.shuttle.plugin.artifact;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.aether.DefaultRepositoryCache;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactTypeRegistry;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.graph.DependencyVisitor;
import org.eclipse.aether.repository.LocalArtifactRequest;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.jspecify.annotations.Nullable;

/** Maven's local repository, read as with {@code -o}, and silent about what is not in it. */
final class LocalRepository {

    private final RepositorySystem repositories;
    private final DefaultRepositorySystemSession session;
    private final PomRecorder recorder = new PomRecorder();
    private final Map<Artifact, Boolean> installed = new HashMap<>();

    LocalRepository(RepositorySystem repositories, RepositorySystemSession session) {
        this.repositories = repositories;
        this.session = new DefaultRepositorySystemSession(session)
                .setOffline(true)
                // Of its own: what the cache has already is not read again, and so not recorded.
                .setCache(new DefaultRepositoryCache())
                .setRepositoryListener(recorder);
    }

    ArtifactTypeRegistry types() {
        return session.getArtifactTypeRegistry();
    }

    boolean isInstalledHere(Artifact artifact) throws IOException {
        Boolean known = installed.get(artifact);
        if (known == null) {
            Path file = find(artifact);
            known = file != null && Provenance.isInstalledHere(file);
            installed.put(artifact, known);
        }
        return known;
    }

    /** Where it is; it must be there. */
    Path file(Artifact artifact) throws IOException {
        Path file = find(artifact);
        if (file == null) {
            throw new IOException(artifact + " is no longer in the local repository");
        }
        return file;
    }

    private @Nullable Path find(Artifact artifact) {
        File file = session.getLocalRepositoryManager()
                .find(session, new LocalArtifactRequest(artifact, List.of(), null))
                .getFile();
        return file == null ? null : file.toPath();
    }

    /** All poms that were read so far: of artifacts, of their parents, and those that they import. */
    List<Artifact> poms() {
        return recorder.poms();
    }

    /** Reads a pom with all that it needs. */
    void readPom(Artifact pom, List<RemoteRepository> remote) {
        try {
            repositories.readArtifactDescriptor(session, new ArtifactDescriptorRequest(pom, remote, "shuttle"));
        } catch (ArtifactDescriptorException incomplete) {
            // Something remote that was never fetched here; what was read of it was recorded.
        }
    }

    /** The artifacts that are needed for these, as far as this machine knows. */
    List<Artifact> tree(List<Dependency> direct, List<Dependency> managed, List<RemoteRepository> remote) {
        DependencyNode top = collect(new CollectRequest(direct, managed, remote).setRequestContext("shuttle"));
        if (top == null) {
            return List.of();
        }
        List<Artifact> artifacts = new ArrayList<>();
        top.accept(new DependencyVisitor() {
            private final Set<DependencyNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());

            @Override
            public boolean visitEnter(DependencyNode node) {
                if (node.getArtifact() != null) {
                    artifacts.add(node.getArtifact());
                }
                return seen.add(node);
            }

            @Override
            public boolean visitLeave(DependencyNode node) {
                return true;
            }
        });
        return artifacts;
    }

    private @Nullable DependencyNode collect(CollectRequest request) {
        try {
            return repositories.collectDependencies(session, request).getRoot();
        } catch (DependencyCollectionException incomplete) {
            return incomplete.getResult().getRoot();
        }
    }
}
