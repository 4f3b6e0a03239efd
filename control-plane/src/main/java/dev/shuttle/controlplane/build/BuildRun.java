package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.mavenproxy.BuildAccess;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One build, and all that it holds: its confinement, its scratch folder and its access to Maven repositories. When it is
 * closed, none of its processes is left, and no file outside the workspace and the project's repository.
 */
final class BuildRun implements AutoCloseable {
    private final BuildRequest request;
    private final Confinement confinement;
    private final LocalRepositories repositories;
    private @Nullable Path scratch;
    private @Nullable BuildAccess access;

    BuildRun(BuildRequest request, Confinement confinement, LocalRepositories repositories) {
        this.request = request;
        this.confinement = confinement;
        this.repositories = repositories;
    }

    Confinement confinement() {
        return confinement;
    }

    /** Creates the folder for what only this build needs; to be called once. */
    Path createScratch(Path parent) throws IOException {
        Path created = Files.createTempDirectory(Files.createDirectories(parent), request.deployment() + "-")
                .toRealPath();
        scratch = created;
        return created;
    }

    /** Lets it fetch from repositories until it is closed, and returns its settings.xml; to be called once. */
    String openAccess(MavenRepositoryProxy repository, Consumer<String> faults) throws InterruptedException {
        BuildAccess opened = repository.open(faults);
        access = opened;
        return opened.settings();
    }

    /** The project's local repository, which this build writes to. */
    Path localRepository() throws IOException {
        return repositories.open(request.project());
    }

    /** Starts nothing yet: the process that runs the command confined, with the folders that it may write. */
    BuildProcess confined(ProcessBuilder builder, MavenCommand command, Path workspace, Path scratchFolder, Path own)
            throws IOException {
        String user = confinement.userName();
        builder.environment().put("USER", user);
        builder.environment().put("LOGNAME", user);
        List<String> jvm = new ArrayList<>(builder.command());
        jvm.add(1, "-Duser.name=" + user);
        builder.command(confinement.confined(
                jvm, command.view(workspace, scratchFolder), scratchFolder, scratchFolder.resolve("build.sh")));
        confinement.account().own(workspace);
        confinement.account().own(scratchFolder);
        confinement.account().own(own);
        return new BuildProcess(builder, scratchFolder, confinement::end);
    }

    @Override
    public void close() throws IOException {
        try {
            if (access != null) {
                access.close();
            }
            if (scratch != null) {
                Trees.delete(scratch);
            }
        } finally {
            confinement.end();
            repositories.hold(request.project());
        }
    }
}
