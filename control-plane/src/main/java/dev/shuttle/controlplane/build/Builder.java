package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.mavenproxy.MavenRepositoryProxy;
import dev.shuttle.controlplane.sandbox.Confinement;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Builds with the carried Maven: {@code mvn package} in a JVM of its own for each build, in a clean environment, confined
 * by what the machine has for that. When {@link #build} returns, none of its processes and none of its files
 * outside the workspace is left. One build at a time; several builders work side by side.
 */
public final class Builder implements SourceBuilder {

    /** Below the home; holds a directory for each build that runs. */
    private static final String SCRATCH = "builds";

    private final Path home;
    private final Bundle carried;
    private final MavenRepositoryProxy repository;
    private final LocalRepositories repositories;
    private final Sandbox sandbox;

    /**
     * A builder.
     *
     * @param home the control plane's home
     * @param carried what it carries
     * @param repository where builds fetch from
     * @param sandbox confines the builds
     */
    public Builder(Path home, Bundle carried, MavenRepositoryProxy repository, Sandbox sandbox) {
        this.home = home.toAbsolutePath();
        this.carried = carried;
        this.repository = repository;
        this.repositories = new LocalRepositories(home);
        this.sandbox = sandbox;
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
            try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch)) {
                for (Path each : left) {
                    Trees.delete(each);
                }
            }
        }
        new LocalRepositories(home).removeLeftovers();
    }

    /**
     * Builds.
     *
     * @param request what to build
     * @return what it made; at least the paths in it are in the workspace or in the build's repositories
     * @throws BuildFailedException if there is nothing to build, Maven failed, or it took too long
     * @throws InterruptedException if the build was cancelled; its processes have ended
     * @throws IOException if this machine fails: no JVM can be started, or the disk is full
     */
    @Override
    public BuildResult build(BuildRequest request) throws BuildFailedException, InterruptedException, IOException {
        MavenArguments.check(request.mavenArguments());
        ProjectFiles.check(request.workspace());
        Confinement confinement = sandbox.build(request.project(), request.deployment());
        try (BuildRun run = new BuildRun(request, confinement, repositories)) {
            return build(request, run);
        }
    }

    private BuildResult build(BuildRequest request, BuildRun run)
            throws BuildFailedException, InterruptedException, IOException {
        Path workspace = request.workspace().toRealPath();
        Path scratch = run.createScratch(home.resolve(SCRATCH));
        var explainer = new BuildFailureExplainer(workspace, Toolchain.of(request.jdk(), carried));
        String settings = run.openAccess(repository, fault -> {
            explainer.notFetched(fault);
            request.output().line("out", "[WARNING] " + fault);
        });
        BundledArtifacts.provide(carried.repository(), repository.folder());
        Files.writeString(scratch.resolve(MavenCommand.SETTINGS), settings);
        Optional<String> more = ProjectSettings.in(workspace).profiles();
        if (more.isPresent()) {
            Files.writeString(scratch.resolve(MavenCommand.PROJECT_SETTINGS), more.get());
        }
        Files.writeString(scratch.resolve(MavenCommand.TOOLCHAINS), Toolchains.of(request.jdk()));
        Path own = run.localRepository();
        var command = new MavenCommand(home, carried, request.jdk(), own, repository.folder(), heap());
        var process = run.confined(command.of(request, workspace, scratch), command, workspace, scratch, own);
        await(process, request, run.confinement(), explainer);
        var files = new BuiltFiles(
                workspace, own, repository.folder(), run.confinement().account());
        return BuildReport.read(MavenCommand.result(scratch), files);
    }

    private static void await(
            BuildProcess process, BuildRequest request, Confinement confinement, BuildFailureExplainer explainer)
            throws BuildFailedException, InterruptedException, IOException {
        Instant start = Instant.now();
        OptionalInt exit = run(process, request, explainer);
        if (exit.isEmpty()) {
            throw BuildFailedException.late(tooLong(request.timeout(), Duration.between(start, Instant.now())));
        }
        if (exit.getAsInt() != 0) {
            throw confinement
                    .memoryExceeded()
                    .map(how -> new BuildFailedException(tooLarge(how)))
                    .orElseGet(() -> explainer.failure(exit.getAsInt()));
        }
    }

    private static OptionalInt run(BuildProcess process, BuildRequest request, BuildFailureExplainer explainer)
            throws IOException, InterruptedException {
        var output = new CutOutput(request.output());
        try {
            return process.run(request.deployment(), request.timeout(), explained(output, explainer));
        } finally {
            output.finish();
        }
    }

    private static LineSink explained(LineSink output, BuildFailureExplainer explainer) {
        return new LineSink() {
            @Override
            public void line(String stream, String line) {
                explainer.take(line);
                output.line(stream, explainer.relative(line));
            }

            @Override
            public int cut(String beginning) {
                return output.cut(beginning);
            }
        };
    }

    /** Half of what the build may take: the rest is for its stacks, its code, and the processes that it starts. */
    private @Nullable Long heap() {
        return sandbox.isolation().controllers().contains("memory")
                ? sandbox.limits().buildMemory() / 2
                : null;
    }

    private static String tooLarge(String how) {
        return "The build " + how
                + ". Give its JVMs less memory (-Xmx in .mvn/jvm.config for Maven), or"
                + " ask the operator to raise SHUTTLE_BUILD_MEMORY.";
    }

    private static String tooLong(Duration timeout, Duration taken) {
        return "The build took longer than " + timeout + " and was ended after " + taken.toSeconds()
                + " s. Its log shows where; make the build shorter, or ask the operator to raise"
                + " SHUTTLE_BUILD_TIMEOUT.";
    }

    /** Nothing is kept between builds yet. */
    @Override
    public void close() {}
}
