package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuildFailedException;
import dev.shuttle.controlplane.build.BuildRequest;
import dev.shuttle.controlplane.build.BuildResult;
import dev.shuttle.controlplane.build.SourceBuilder;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs {@code mvn package} on the sources, by the builder of the thread that it runs on. */
final class BuildStep implements Step {
    private final Workspaces workspaces;
    private final SourceBuilder builder;
    private final Duration timeout;

    BuildStep(Workspaces workspaces, SourceBuilder builder, Duration timeout) {
        this.workspaces = workspaces;
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
        BuildRequest request = new BuildRequest(
                run.row().project(),
                run.row().id(),
                workspaces.workspace(run.row().id()),
                words(run.row().options().mavenArgs()),
                run.buildOutput(),
                timeout);
        try {
            run.built(run.<BuildResult, BuildFailedException>interruptibly(() -> builder.build(request)));
        } catch (BuildFailedException e) {
            throw StepFailedException.of(e);
        }
    }

    private static List<String> words(@Nullable String arguments) {
        return arguments == null || arguments.isBlank()
                ? List.of()
                : List.of(arguments.trim().split("\\s+"));
    }
}
