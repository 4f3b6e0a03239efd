package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.build.BuildNotes;
import dev.shuttle.controlplane.build.BuildRequest;
import dev.shuttle.controlplane.build.BuildResult;
import dev.shuttle.controlplane.build.NarrowedBuild;
import dev.shuttle.controlplane.build.SourceBuilder;
import dev.shuttle.controlplane.jdk.JavaRequirement;
import dev.shuttle.controlplane.jdk.JdkChoice;
import dev.shuttle.controlplane.jdk.Jdks;
import dev.shuttle.controlplane.jdk.MissingJdkException;
import dev.shuttle.controlplane.jdk.ProjectJava;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs {@code mvn package} on the sources, on the JDK that they ask for, by the builder of the thread that it runs on. */
final class BuildStep implements Step {
    private final Workspaces workspaces;
    private final Jdks jdks;
    private final SourceBuilder builder;
    private final Duration timeout;
    private final BuildDiskWatch disk;

    BuildStep(Workspaces workspaces, Jdks jdks, SourceBuilder builder, Duration timeout, BuildDiskWatch disk) {
        this.disk = disk;
        this.workspaces = workspaces;
        this.jdks = jdks;
        this.builder = builder;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "build";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.BUILDING;
    }

    @Override
    public void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
        Path workspace = workspaces.workspace(run.row().id());
        List<String> given = words(run.row().options().mavenArgs());
        List<String> arguments =
                NarrowedBuild.arguments(workspace, given, run.row().options().module());
        try {
            BuildNotes.of(workspace, given, arguments).forEach(note -> run.info("Note: " + note));
            choose(run, ProjectJava.of(workspace, arguments).orElse(null));
            try {
                build(run, workspace, arguments);
            } catch (BuildFailedException e) {
                // Of what its poms say in parents that are not in the upload, Maven alone knows.
                choose(run, e.needed().orElseThrow(() -> e));
                build(run, workspace, arguments);
            }
        } catch (BuildFailedException e) {
            throw StepFailedException.of(e);
        } catch (MissingJdkException e) {
            throw new StepFailedException(e.getMessage());
        }
    }

    private void choose(DeploymentRun run, @Nullable JavaRequirement asked) throws MissingJdkException {
        JdkChoice choice = jdks.choose(asked, run.row().options().java());
        choice.broken().forEach(run::error);
        run.info(choice.reason());
        run.jdk(choice);
    }

    private void build(DeploymentRun run, Path workspace, List<String> arguments)
            throws BuildFailedException, StepFailedException, IOException, InterruptedException {
        BuildRequest request = new BuildRequest(
                run.row().project(), run.row().id(), run.jdk().jdk(), workspace, arguments, run.buildOutput(), timeout);
        try (BuildDiskWatch.Watched watched = disk.watch(run)) {
            run.built(run.<BuildResult, BuildFailedException>interruptibly(() -> builder.build(request)));
        } catch (InterruptedException e) {
            String reason = run.interruption();
            if (reason == null) {
                throw e;
            }
            throw new StepFailedException(reason);
        }
    }

    private static List<String> words(@Nullable String arguments) {
        return arguments == null || arguments.isBlank()
                ? List.of()
                : List.of(arguments.trim().split("\\s+"));
    }
}
