package dev.shuttle.controlplane.doctor;

import dev.shuttle.os.ProcFs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Who holds the home. A trial takes the lock for a moment if it is free; a missing file is not created. */
final class LockHolder implements Check {
    private final Path lock;

    LockHolder(Path lock) {
        this.lock = lock;
    }

    @Override
    public List<Finding> look() {
        try {
            return List.of(Finding.ok(
                    "server",
                    isHeld()
                            ? "a control plane runs on this home"
                                    + ProcFs.lockHolder(lock)
                                            .map(pid -> ", process " + pid)
                                            .orElse("")
                            : "no control plane runs on this home"));
        } catch (IOException e) {
            return List.of(Finding.fail(
                    "server", "the lock " + lock + " is not readable: " + e + ". Are you the server's user, or root?"));
        }
    }

    boolean isHeld() throws IOException {
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock taken = channel.tryLock()) {
            return taken == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }
}
