package dev.shuttle.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** Jars from Maven repositories, as Maven's own settings have them; fetched when they are asked for. */
final class MavenFiles {

    private final RepositorySystem repositories;
    private final MavenSession session;

    MavenFiles(RepositorySystem repositories, MavenSession session) {
        this.repositories = repositories;
        this.session = session;
    }

    Path jar(String group, String artifact, String version) throws IOException {
        ArtifactRequest request = new ArtifactRequest(
                new DefaultArtifact(group, artifact, "jar", version),
                session.getCurrentProject().getRemoteProjectRepositories(),
                "shuttle");
        try {
            return repositories
                    .resolveArtifact(session.getRepositorySession(), request)
                    .getArtifact()
                    .getFile()
                    .toPath();
        } catch (ArtifactResolutionException missing) {
            String offline = session.isOffline() ? " Maven is offline (-o): run it once without." : "";
            throw new IOException(
                    group + ":" + artifact + ":" + version + " cannot be resolved. " + missing.getMessage() + offline,
                    missing);
        }
    }

    /** The pool and the driver that a service's JVM has for itself. */
    List<Path> libraries() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = MavenFiles.class.getResourceAsStream("libraries.properties")) {
            if (in == null) {
                throw new IOException("libraries.properties is missing in this plugin");
            }
            versions.load(in);
        }
        List<Path> jars = new ArrayList<>();
        for (String name : versions.stringPropertyNames()) {
            int colon = name.indexOf(':');
            jars.add(jar(name.substring(0, colon), name.substring(colon + 1), versions.getProperty(name)));
        }
        return jars;
    }
}
