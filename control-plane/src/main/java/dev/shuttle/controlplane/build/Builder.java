package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.bundle.Bundle;
import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.controlplane.mavenproxy.BuildAccess;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Builds with the carried Maven: {@code mvn package} in the project's resident builder, or in a JVM for this build alone
 * where that does not fit; in a clean environment, confined by what the machine has for that. When {@link #build} returns,
 * nothing of the build runs, and none of its files outside the workspace is left. One build at a time; several builders
 * work side by side.
 */
public final class Builder implements SourceBuilder {

    /** Below the home; holds a directory for each build that runs. */
    private static final String SCRATCH = "builds";

    private final Path home;
    private final Bundle carried;
    private final MavenRepositoryProxy repository;
    private final LocalRepositories repositories;
    private final Sandbox sandbox;
    private final ResidentBuilders residents;

    /**
     * A builder.
     *
     * @param home the control plane's home
     * @param carried what it carries
     * @param repository where builds fetch from
     * @param sandbox confines the builds
     * @param residents waiting for their projects' builds; closed by the caller
     */
    public Builder(
            Path home, Bundle carried, MavenRepositoryProxy repository, Sandbox sandbox, ResidentBuilders residents) {
        this.residents = residents;
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
        ProjectFiles.check(request.workspace(), request.mavenArguments());
        Path workspace = request.workspace().toRealPath();
        MavenConfig.part(workspace);
        BundledArtifacts.provide(carried.repository(), repository.folder());
        if (residents.isWanted()) {
            Optional<String> unfit = ResidentKey.unfit(request, workspace, scratch(request.project()));
            if (unfit.isEmpty()) {
                return buildResident(request, workspace);
            }
            say(request, "This build has a Maven of its own: " + unfit.get());
            residents.end(request.project());
        }
        return buildForked(request, workspace);
    }

    @Override
    public void requireStill(String project) throws BuildFailedException {
        if (!residents.hasStayed(project)) {
            throw new BuildFailedException(
                    "The project's Maven, which is stopped after a build, ran again while the result"
                            + " was read. None of it is used. Deploy again; if it fails so again, look for a plugin with native"
                            + " code that continues its process (SIGCONT).");
        }
    }

    private Path scratch(String project) {
        return home.resolve(SCRATCH).resolve(project);
    }

    private static void say(BuildRequest request, String sentence) {
        request.output().line("out", "[INFO] Shuttle: " + sentence + ".");
    }

    private BuildResult buildForked(BuildRequest request, Path workspace)
            throws BuildFailedException, InterruptedException, IOException {
        try (BuildPlace place = place(request)) {
            var explainer = prepare(request, workspace, place);
            MavenCommand command = command(request, place);
            ProcessBuilder jvm = command.forked(request, workspace, place.scratch());
            place.confine(jvm, command.view(workspace, place.scratch()));
            place.give(workspace);
            var process = new BuildProcess(jvm, place.scratch(), place.confinement()::end);
            Ended ended = await(
                    output -> process.run(request.deployment(), request.timeout(), output), request, place, explainer);
            return result(ended, workspace, place, explainer);
        }
    }

    private BuildResult buildResident(BuildRequest request, Path workspace)
            throws BuildFailedException, InterruptedException, IOException {
        ResidentBuilder resident = resident(request, workspace);
        try {
            return buildIn(resident, request, workspace);
        } catch (ResidentBuilder.LostException e) {
            say(request, e.getMessage() + ", and another is started");
        } catch (BuildFailedException e) {
            if (!resident.isSuspect()) {
                throw e;
            }
            say(request, "A plugin failed that had run in the same JVM before; the build runs again in a new one");
        } finally {
            residents.put(resident);
        }
        return buildResident(request, workspace);
    }

    private ResidentBuilder resident(BuildRequest request, Path workspace)
            throws BuildFailedException, InterruptedException, IOException {
        String key = ResidentKey.of(request, workspace, heap());
        Optional<ResidentBuilder> waiting = residents.take(request.project(), key);
        if (waiting.isPresent()) {
            return waiting.get();
        }
        BuildPlace place = place(request);
        try {
            MavenCommand command = command(request, place);
            ProcessBuilder jvm = command.resident(
                    workspace, place.scratch(), place.confinement().temporaryFolders());
            place.confine(jvm, command.view(workspace, place.scratch()));
            return new ResidentBuilder(key, place, jvm);
        } catch (IOException | BuildFailedException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private BuildResult buildIn(ResidentBuilder resident, BuildRequest request, Path workspace)
            throws BuildFailedException, InterruptedException, IOException {
        BuildPlace place = resident.place();
        var explainer = prepare(request, workspace, place);
        List<String> arguments = command(request, place).arguments(request, workspace, place.scratch());
        place.give(workspace);
        Ended ended;
        try {
            ended = await(output -> resident.run(arguments, request.timeout(), output), request, place, explainer);
        } finally {
            resident.settle().ifPresent(why -> say(request, "The builder ends with this build: " + why));
        }
        return result(ended, workspace, place, explainer);
    }

    private BuildPlace place(BuildRequest request) throws IOException, InterruptedException {
        Path scratch = scratch(request.project());
        Trees.empty(scratch);
        Path real = scratch.toRealPath();
        BuildAccess access = repository.open();
        Path own = repositories.open(request.project());
        // Last: what fails before it leaves no control group behind.
        Confinement confinement = sandbox.build(request.project(), request.deployment());
        return new BuildPlace(request.project(), confinement, real, access, repositories, own);
    }

    private MavenCommand command(BuildRequest request, BuildPlace place) {
        return new MavenCommand(home, carried, request.jdk(), place.repository(), repository.folder(), heap());
    }

    /** Writes the files that this build needs, and lets it fetch. */
    private BuildFailureExplainer prepare(BuildRequest request, Path workspace, BuildPlace place) throws IOException {
        var explainer = new BuildFailureExplainer(workspace, Toolchain.of(request.jdk(), carried));
        place.access().begin(fault -> {
            explainer.notFetched(fault);
            request.output().line("out", "[WARNING] " + fault);
        });
        Path scratch = place.scratch();
        Files.writeString(scratch.resolve(MavenCommand.SETTINGS), place.access().settings());
        Optional<String> more = ProjectSettings.in(workspace).profiles();
        if (more.isPresent()) {
            Files.writeString(scratch.resolve(MavenCommand.PROJECT_SETTINGS), more.get());
        }
        Files.writeString(
                scratch.resolve(MavenCommand.TOOLCHAINS),
                Toolchains.of(request.jdk(), Poms.below(workspace).vendors()));
        return explainer;
    }

    /** Of a build none of whose processes is left. */
    private static BuildFailedException failure(Ended ended, BuildPlace place, BuildFailureExplainer explainer)
            throws IOException {
        if (ended.memoryExceeded().isPresent()) {
            return new BuildFailedException(tooLarge(ended.memoryExceeded().get()));
        }
        List<ReportedFailure> reported = ReportedFailure.read(
                MavenCommand.result(place.scratch()), place.confinement().account());
        return explainer.failure(ended.exit(), reported);
    }

    private BuildResult result(Ended ended, Path workspace, BuildPlace place, BuildFailureExplainer explainer)
            throws BuildFailedException, IOException {
        if (ended.exit() != 0) {
            throw failure(ended, place, explainer);
        }
        var files = new BuiltFiles(
                workspace,
                place.repository(),
                repository.folder(),
                place.confinement().account());
        return BuildReport.read(MavenCommand.result(place.scratch()), files);
    }

    /** {@code memoryExceeded}: how, if that was why; it is known as long as the build's control group is there. */
    private record Ended(int exit, Optional<String> memoryExceeded) {}

    private interface Run {
        OptionalInt run(LineSink output) throws IOException, InterruptedException;
    }

    private static Ended await(Run maven, BuildRequest request, BuildPlace place, BuildFailureExplainer explainer)
            throws BuildFailedException, InterruptedException, IOException {
        Instant start = Instant.now();
        OptionalInt exit = run(maven, request, explainer);
        if (exit.isEmpty()) {
            throw BuildFailedException.late(tooLong(request.timeout(), Duration.between(start, Instant.now())));
        }
        boolean failed = exit.getAsInt() != 0;
        return new Ended(exit.getAsInt(), failed ? place.confinement().memoryExceeded() : Optional.empty());
    }

    private static OptionalInt run(Run maven, BuildRequest request, BuildFailureExplainer explainer)
            throws IOException, InterruptedException {
        var output = new CutOutput(request.output());
        try {
            return maven.run(explained(output, explainer));
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

    /** Keeps nothing: resident builders outlive it. */
    @Override
    public void close() {}
}
