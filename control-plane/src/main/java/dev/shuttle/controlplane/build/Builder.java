package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.carried.Carried;
import dev.shuttle.controlplane.file.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Builds with the carried Maven: {@code mvn package} in a JVM of its own for each build, in a clean environment, with a
 * local repository that all builders share. When {@link #build} returns, none of its processes and none of its files
 * outside the workspace is left. One build at a time; several builders work side by side.
 */
public final class Builder implements AutoCloseable {

    /** Below the home; holds a directory for each build that runs. */
    private static final String SCRATCH = "builds";

    private final Path home;
    private final Carried carried;
    private final Path java;
    private final @Nullable Path mavenSettings;

    /**
     * A builder.
     *
     * @param home the control plane's home
     * @param carried what it carries
     * @param java the {@code java} executable of a JDK
     * @param mavenSettings the operator's {@code settings.xml}, if any
     */
    public Builder(Path home, Carried carried, Path java, @Nullable Path mavenSettings) {
        this.home = home.toAbsolutePath();
        this.carried = carried;
        this.java = java;
        this.mavenSettings = mavenSettings == null ? null : mavenSettings.toAbsolutePath();
    }

    /**
     * Ends the builds that a control plane before this one left running when it was killed, and removes their files. To
     * be called once, before the first build.
     *
     * @param home the control plane's home, which it alone uses
     * @throws IOException if files remain
     */
    public static void removeLeftovers(Path home) throws IOException {
        Path scratch = home.toAbsolutePath().resolve(SCRATCH);
        if (Files.isDirectory(scratch)) {
            BuildProcess.endMarked(scratch.toRealPath());
            Trees.delete(scratch);
        }
    }

    /**
     * Builds.
     *
     * @param request what to build
     * @return what it made; at least the paths in it are in the workspace or in the builders' repository
     * @throws BuildFailedException if there is nothing to build, Maven failed, or it took too long
     * @throws InterruptedException if the build was cancelled; its processes have ended
     * @throws IOException if this machine fails: no JVM can be started, or the disk is full
     */
    public BuildResult build(BuildRequest request) throws BuildFailedException, InterruptedException, IOException {
        MavenArguments.check(request.mavenArguments());
        ProjectFiles.check(request.workspace());
        Path scratch = newScratch();
        try {
            return build(request, request.workspace().toRealPath(), scratch);
        } finally {
            Trees.delete(scratch);
        }
    }

    private BuildResult build(BuildRequest request, Path workspace, Path scratch)
            throws BuildFailedException, InterruptedException, IOException {
        Path repository = LocalRepository.open(home);
        LocalRepository.provide(carried.repository(), repository);
        Path jdk = java.toRealPath();
        Path result = scratch.resolve("shuttle.result");
        var command = new MavenCommand(home, carried, jdk, mavenSettings, repository);
        var complaint = new Complaint(workspace, Toolchain.of(jdk, carried));
        var process = new BuildProcess(command.of(request, workspace, scratch, result), scratch);
        Instant start = Instant.now();
        OptionalInt exit = process.run(request.deployment(), request.timeout(), (stream, line) -> {
            complaint.take(line);
            request.output().line(stream, line);
        });
        if (exit.isEmpty()) {
            throw BuildFailedException.late(tooLong(request.timeout(), Duration.between(start, Instant.now())));
        }
        if (exit.getAsInt() != 0) {
            throw new BuildFailedException(complaint.message(exit.getAsInt()));
        }
        return BuildReport.read(result, workspace, repository);
    }

    private Path newScratch() throws IOException {
        Path scratch = Files.createDirectories(home.resolve(SCRATCH));
        return Files.createTempDirectory(scratch, "b").toRealPath();
    }

    private static String tooLong(Duration timeout, Duration taken) {
        return "The build took longer than " + timeout + " and was ended after " + taken.toSeconds()
                + " s. Its log shows what it was doing; make the build shorter, or have the limit raised"
                + " (SHUTTLE_BUILD_TIMEOUT).";
    }

    /** Nothing is kept between builds yet. */
    @Override
    public void close() {}
}
