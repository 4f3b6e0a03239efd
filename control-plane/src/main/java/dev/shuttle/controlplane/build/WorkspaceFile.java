package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of the sources that the control plane itself reads for a build. A build that is repeated works in the workspace of
 * the one before, whose code may have put links to files of the server in its place: none that leads out of it is followed.
 */
final class WorkspaceFile {
    private WorkspaceFile() {}

    static boolean exists(Path workspace, Path file) throws IOException {
        return Files.isRegularFile(file) && file.toRealPath().startsWith(workspace.toRealPath());
    }
}
