package dev.shuttle.plugin.artifact;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.aether.AbstractRepositoryListener;
import org.eclipse.aether.RepositoryEvent;
import org.eclipse.aether.artifact.Artifact;

/** Notes down each pom that the resolver reads, in any of its threads, and says nothing. */
final class PomRecorder extends AbstractRepositoryListener {

    private final List<Artifact> poms = new CopyOnWriteArrayList<>();

    List<Artifact> poms() {
        return List.copyOf(poms);
    }

    @Override
    public void artifactResolved(RepositoryEvent event) {
        Artifact artifact = event.getArtifact();
        if (event.getFile() != null && artifact.getExtension().equals("pom")) {
            poms.add(artifact);
        }
    }
}
