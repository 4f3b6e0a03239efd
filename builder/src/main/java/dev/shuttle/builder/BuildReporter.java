package dev.shuttle.builder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.MavenExecutionException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;

/**
 * Before a build, sees that no web page is taken for an artifact. After a build without faults, writes what every module made to the file that the user property
 * {@value #RESULT} names. Without that property it does nothing. No file, or one that holds {@code error}, means: no
 * result.
 */
@Named
@Singleton
public final class BuildReporter extends AbstractMavenLifecycleParticipant {

    /** The user property that names the file to write. */
    public static final String RESULT = "shuttle.result";

    private final RuntimeClassPath runtimeClassPath;

    @Inject
    public BuildReporter(RuntimeClassPath runtimeClassPath) {
        this.runtimeClassPath = runtimeClassPath;
    }

    @Override
    public void afterSessionStart(MavenSession session) {
        if (session.getRepositorySession() instanceof DefaultRepositorySystemSession repositories) {
            repositories.setTransferListener(WebPageFilter.before(repositories.getTransferListener()));
        }
    }

    @Override
    public void afterSessionEnd(MavenSession session) throws MavenExecutionException {
        String file = session.getUserProperties().getProperty(RESULT);
        if (file == null || session.getResult().hasExceptions()) {
            return;
        }
        try {
            reportOf(session).writeTo(Path.of(file));
        } catch (IOException e) {
            throw new MavenExecutionException("Shuttle could not write the result of the build to " + file, e);
        }
    }

    private Report reportOf(MavenSession session) throws IOException {
        Report report = new Report();
        for (MavenProject project : session.getProjects()) {
            if (project.getPackaging().equals("pom")) {
                continue;
            }
            try {
                report.add(project, classesOf(project), runtimeClassPath.of(project, session));
            } catch (UnresolvedClassPathException e) {
                return Report.ofError(e.getMessage());
            }
        }
        return report;
    }

    /** A module without sources has no class directory; an empty one says the same and spares everybody the question. */
    private static Path classesOf(MavenProject project) throws IOException {
        return Files.createDirectories(Path.of(project.getBuild().getOutputDirectory()));
    }
}
