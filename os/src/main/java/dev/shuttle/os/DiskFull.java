package dev.shuttle.os;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises failures for lack of disk space, in whatever language the system speaks: the JDK passes on the text of
 * strerror(3), and no error number. A database says it by its SQLState.
 */
public final class DiskFull {
    /** {@code disk_full} of PostgreSQL. */
    private static final String POSTGRES = "53100";

    /** {@code NO_DISK_SPACE_AVAILABLE} of H2. */
    private static final String H2 = "90100";

    /** Less than a block: not even a file of one byte can be written. */
    private static final long NO_ROOM = 4096;

    private static final int MAX_CAUSES = 20;

    private static final Set<String> TEXTS = texts(Path.of("/dev/full"));

    private DiskFull() {}

    /** Whether this, or a cause of it, says that a disk is full, or somebody's quota of it. */
    public static boolean caused(@Nullable Throwable failure) {
        return caused(failure, TEXTS);
    }

    static boolean caused(@Nullable Throwable failure, Set<String> texts) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            if (isSaidBy(each, texts) || hasNoRoom(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    private static boolean isSaidBy(Throwable failure, Set<String> texts) {
        if (failure instanceof SQLException sql
                && (POSTGRES.equals(sql.getSQLState()) || H2.equals(sql.getSQLState()))) {
            return true;
        }
        String message = failure.getMessage();
        return message != null && texts.stream().anyMatch(message::contains);
    }

    /** For a text that could not be learnt: the file that could not be written lies on a disk without room. */
    private static boolean hasNoRoom(Throwable failure) {
        if (!(failure instanceof FileSystemException named) || named.getFile() == null || named.getReason() == null) {
            return false;
        }
        try {
            Path folder = Path.of(named.getFile()).toAbsolutePath().getParent();
            return folder != null && isWithoutRoom(Files.getFileStore(folder));
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** Those of the kernel, such as /proc, have no space at all. */
    private static boolean isWithoutRoom(FileStore disk) throws IOException {
        return disk.getTotalSpace() > 0 && !disk.isReadOnly() && disk.getUsableSpace() < NO_ROOM;
    }

    /**
     * The texts of ENOSPC and EDQUOT. The first is learnt in the system's language from a device that is always full;
     * nothing provokes the second.
     */
    static Set<String> texts(Path alwaysFull) {
        Set<String> texts = new HashSet<>(Set.of("No space left on device", "Disk quota exceeded"));
        try (OutputStream out = Files.newOutputStream(alwaysFull, StandardOpenOption.WRITE)) {
            out.write(1);
        } catch (FileSystemException e) {
            // It is not there, or a sandbox does not open it.
        } catch (IOException e) {
            texts.add(String.valueOf(e.getMessage()));
        }
        return Set.copyOf(texts);
    }
}
