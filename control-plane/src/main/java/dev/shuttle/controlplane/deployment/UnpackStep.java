package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.archive.ArchiveLimits;
import dev.shuttle.controlplane.archive.ArchiveRefusedException;
import dev.shuttle.controlplane.archive.SourceArchive;
import dev.shuttle.controlplane.deployment.DeploymentRun.Sources;
import dev.shuttle.controlplane.procfile.PlatformFiles;
import dev.shuttle.controlplane.procfile.Procfile;
import dev.shuttle.os.AllocatedBytes;
import dev.shuttle.os.Disk;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Unpacks the sources into a fresh folder. */
final class UnpackStep implements Step {
    /** At the project's files; if it takes longer, the last look counts. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Workspaces workspaces;
    private final ArchiveLimits limits;
    private final DiskBound disk;

    UnpackStep(Workspaces workspaces, ArchiveLimits limits, DiskBound disk) {
        this.disk = disk;
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
    public void run(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
        requireRoom(run);
        Path into = workspaces.open(run.row().project(), run.row().id());
        requireRoom(into);
        try {
            SourceArchive.unpack(workspaces.archive(run.row().id()), into, limits);
            Path root = into.toRealPath();
            Procfile procfile = Procfile.in(root);
            run.sources(new Sources(root, filesIn(root), procfile));
            procfile.notes().forEach(note -> run.info("Note: " + note));
            PlatformFiles.notes(root).forEach(note -> run.info("Note: " + note));
        } catch (ArchiveRefusedException e) {
            throw new StepFailedException(e.getMessage());
        }
    }

    /** As many as an archive may have; the build adds others. */
    private static Set<Path> filesIn(Path workspace) throws IOException {
        try (Stream<Path> walk = Files.walk(workspace)) {
            return walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .collect(Collectors.toSet());
        }
    }

    /** The project's own. */
    private void requireRoom(DeploymentRun run) throws StepFailedException, IOException, InterruptedException {
        String project = run.row().project();
        disk.look(
                project,
                trees -> run.<List<Long>, InterruptedException>interruptibly(
                        () -> AllocatedBytes.of(trees, LONGEST_LOOK)));
        String refusal = disk.refusal(project);
        if (!refusal.isEmpty()) {
            throw new StepFailedException(refusal);
        }
        String warning = disk.warning(project);
        if (!warning.isEmpty()) {
            run.error("Warning: " + warning);
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
