package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.archive.ArchiveRefusedException;
import dev.shuttle.controlplane.archive.SourceArchive;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks the sources into a fresh folder. */
final class UnpackStep implements Step {
    private final Workspaces workspaces;
    private final ArchiveLimits limits;

    UnpackStep(Workspaces workspaces, ArchiveLimits limits) {
        this.workspaces = workspaces;
        this.limits = limits;
    }

    @Override
    public String name() {
        return "unpack";
    }

    @Override
    public DeploymentState state() {
        return DeploymentState.BUILDING;
    }

    @Override
    public void run(DeploymentRun run) throws StepFailedException, IOException {
        Path into = workspaces.workspace(run.row().id());
        Files.createDirectories(into);
        requireRoom(into);
        try {
            SourceArchive.unpack(workspaces.archive(run.row().id()), into, limits);
        } catch (ArchiveRefusedException e) {
            throw new StepFailedException(e.getMessage());
        }
    }

    /** A build takes what there is; what serves, and the store, must have some left. */
    private static void requireRoom(Path folder) throws StepFailedException, IOException {
        if (Disk.free(folder) < Disk.KEPT_FREE) {
            throw new StepFailedException("The server's disk has less than " + (Disk.KEPT_FREE >> 20)
                    + " MiB left, reserved for running services. Its operator must make room; then deploy again.");
        }
    }
}
