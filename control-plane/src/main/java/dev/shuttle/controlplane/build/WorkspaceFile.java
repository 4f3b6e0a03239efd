package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/**
 * A file of the sources that the control plane itself reads or writes for a build. A build that is repeated works in the workspace of
 * the one before, whose code may have put links to files of the server in its place: none that leads out of it is followed.
 */
final class WorkspaceFile {
    private WorkspaceFile() {}

    static boolean exists(Path workspace, Path file) throws IOException {
        return Files.isRegularFile(file) && file.toRealPath().startsWith(workspace.toRealPath());
    }

    /** Puts one in the place of another, in a folder that is held open, so that none can put a link in its place meanwhile. */
    static void replace(Path workspace, Path file, String text) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(workspace)) {
            if (!(stream instanceof SecureDirectoryStream<Path> root)) {
                Files.writeString(file, text); // not Linux, where nothing runs as another user
                return;
            }
            Path below = workspace.relativize(file);
            Path name = below.getFileName();
            Path aside = Path.of("." + UUID.randomUUID());
            try (SecureDirectoryStream<Path> folder =
                    root.newDirectoryStream(below.getParent(), LinkOption.NOFOLLOW_LINKS)) {
                try (ByteChannel out =
                        folder.newByteChannel(aside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
                folder.move(aside, folder, name);
            }
        }
    }
}
