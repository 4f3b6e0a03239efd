package dev.shuttle.controlplane.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Who holds the home. A trial takes the lock for a moment if it is free; a missing file is not created. */
final class LockHolder implements Check {
    private static final Path LOCKS = Path.of("/proc/locks");

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
                                    + pid().map(pid -> ", process " + pid).orElse("")
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

    /** From the kernel's list: {@code 1: POSIX ADVISORY WRITE 4711 fe:00:131 0 EOF}, where 131 is the inode. */
    private Optional<String> pid() throws IOException {
        if (!Files.isReadable(LOCKS)) {
            return Optional.empty();
        }
        String inode = ":" + Files.getAttribute(lock, "unix:ino");
        return Files.readAllLines(LOCKS).stream()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(fields -> fields.length > 5 && fields[5].endsWith(inode))
                .map(fields -> fields[4])
                .findFirst();
    }
}
