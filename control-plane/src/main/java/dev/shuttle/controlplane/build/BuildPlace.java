package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.mavenproxy.BuildAccess;
import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.Mounts;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The belongings of the JVM of a project's builds, whether it runs one or several: its confinement, its scratch folder, its
 * access to Maven repositories and the project's local one. When it is closed, none of its processes is left, and no file
 * outside the workspace and the local repository.
 */
final class BuildPlace implements AutoCloseable {
    private final String project;
    private final Confinement confinement;
    private final Path scratch;
    private final BuildAccess access;
    private final LocalRepositories repositories;
    private final Path repository;

    BuildPlace(
            String project,
            Confinement confinement,
            Path scratch,
            BuildAccess access,
            LocalRepositories repositories,
            Path repository) {
        this.project = project;
        this.confinement = confinement;
        this.scratch = scratch;
        this.access = access;
        this.repositories = repositories;
        this.repository = repository;
    }

    String project() {
        return project;
    }

    Confinement confinement() {
        return confinement;
    }

    /** For what only the builds need; a real path. */
    Path scratch() {
        return scratch;
    }

    BuildAccess access() {
        return access;
    }

    /** The project's local repository, which its builds write to; a real path. */
    Path repository() {
        return repository;
    }

    /** Has the command run confined, with the folders that it may write. Nothing is started yet. */
    void confine(ProcessBuilder builder, Mounts view) throws IOException {
        String user = confinement.userName();
        builder.environment().put("USER", user);
        builder.environment().put("LOGNAME", user);
        List<String> jvm = new ArrayList<>(builder.command());
        jvm.add(1, "-Duser.name=" + user);
        builder.command(confinement.confined(jvm, view, scratch, scratch.resolve("build.sh")));
    }

    /** Gives to the build what it may write: the workspace, and what was put into the scratch folder for it. */
    void give(Path workspace) throws IOException {
        confinement.account().own(workspace);
        confinement.account().own(scratch);
        confinement.account().own(repository);
    }

    /** After a build that does not run any more: its files go, and it may fetch no more. */
    void tidy() throws IOException {
        access.pause();
        Trees.empty(scratch);
    }

    /** Whether the project's local repository has to go, and with it the builder that uses it. */
    boolean isRepositoryTooLarge() throws IOException {
        return repositories.isTooLarge(project);
    }

    @Override
    public void close() throws IOException {
        confinement.end();
        try {
            access.close();
            Trees.delete(scratch);
        } finally {
            repositories.hold(project);
        }
    }
}
