package dev.shuttle.plugin.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.project.DefaultProjectBuildingRequest;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.ProjectBuilder;
import org.apache.maven.project.ProjectBuildingRequest;
import org.apache.maven.project.ProjectBuildingResult;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.codehaus.plexus.DefaultContainerConfiguration;
import org.codehaus.plexus.DefaultPlexusContainer;
import org.codehaus.plexus.PlexusConstants;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.installation.InstallRequest;
import org.eclipse.aether.installation.InstallationException;
import org.eclipse.aether.repository.LocalArtifactRegistration;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;

/** Maven's own parts on a local repository in a folder; its only remote repository cannot be reached. */
public final class TestMaven implements AutoCloseable {

    private static final RemoteRepository NOWHERE =
            new RemoteRepository.Builder("central", "default", "http://127.0.0.1:9/").build();

    private final DefaultPlexusContainer container;
    private final RepositorySystem repositories;
    private final DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
    private final Path scratch;

    public TestMaven(Path folder) throws Exception {
        container = new DefaultPlexusContainer(new DefaultContainerConfiguration()
                .setClassPathScanning(PlexusConstants.SCANNING_INDEX)
                .setAutoWiring(true));
        repositories = container.lookup(RepositorySystem.class);
        scratch = Files.createDirectories(folder.resolve("scratch"));
        LocalRepository local = new LocalRepository(folder.resolve("m2").toFile());
        session.setLocalRepositoryManager(repositories.newLocalRepositoryManager(session, local));
        session.setOffline(true);
    }

    RepositorySystem repositories() {
        return repositories;
    }

    DefaultRepositorySystemSession session() {
        return session;
    }

    /** As {@code mvn install} does it. */
    public TestMaven install(String id, String pom) throws IOException, InstallationException {
        InstallRequest request = new InstallRequest();
        for (Artifact each : artifacts(id, pom)) {
            request.addArtifact(each);
        }
        repositories.install(session, request);
        return this;
    }

    /** As if it had come from Central. */
    TestMaven download(String id, String pom) throws IOException {
        for (Artifact each : artifacts(id, pom)) {
            Path file = session.getLocalRepository()
                    .getBasedir()
                    .toPath()
                    .resolve(session.getLocalRepositoryManager().getPathForRemoteArtifact(each, NOWHERE, ""));
            Files.createDirectories(file.getParent());
            Files.copy(each.getFile().toPath(), file);
            session.getLocalRepositoryManager().add(session, new LocalArtifactRegistration(each, NOWHERE, List.of("")));
        }
        return this;
    }

    private List<Artifact> artifacts(String id, String pom) throws IOException {
        String[] gav = id.split(":", -1);
        Path file = Files.createTempFile(scratch, "a", ".pom");
        Files.writeString(file, pom(id, pom));
        Artifact itself = new DefaultArtifact(gav[0], gav[1], "pom", gav[2]).setFile(file.toFile());
        if (pom.contains("<packaging>pom<")) {
            return List.of(itself);
        }
        Path jar = Files.createTempFile(scratch, "a", ".jar");
        Files.writeString(jar, id);
        return List.of(itself, new DefaultArtifact(gav[0], gav[1], "jar", gav[2]).setFile(jar.toFile()));
    }

    public static String pom(String id, String more) {
        String[] gav = id.split(":", -1);
        return "<project><modelVersion>4.0.0</modelVersion><groupId>" + gav[0] + "</groupId><artifactId>" + gav[1]
                + "</artifactId><version>" + gav[2] + "</version>" + more + "</project>";
    }

    public List<MavenProject> reactor(Path pom) throws Exception {
        Properties system = new Properties();
        system.putAll(Map.of("java.version", "17"));
        ProjectBuildingRequest request = new DefaultProjectBuildingRequest()
                .setRepositorySession(session)
                .setSystemProperties(system);
        return container.lookup(ProjectBuilder.class).build(List.of(pom.toFile()), true, request).stream()
                .map(ProjectBuildingResult::getProject)
                .toList();
    }

    List<Path> files() throws IOException {
        try (Stream<Path> files =
                Files.walk(session.getLocalRepository().getBasedir().toPath())) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        container.dispose();
    }
}
