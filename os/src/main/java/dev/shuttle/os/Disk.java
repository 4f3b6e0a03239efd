package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The room on a disk, and how its end shows. */
public final class Disk {

    /**
     * The space reserved for the store, the logs and the running services: nothing that can wait is begun below it, in
     * bytes. H2 cannot even be read once its disk is full.
     */
    public static final long KEPT_FREE = 256L << 20;

    private static final int MOST_CAUSES = 20;

    private Disk() {}

    /**
     * The room that is left.
     *
     * @param folder on the disk in question
     * @return bytes that this process may still write there
     * @throws IOException if the folder is not there
     */
    public static long free(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /**
     * Whether something failed since a disk is full, or somebody's share of it.
     *
     * @param failure what was thrown, or null
     * @return true if it, or what caused it, says so in the system's words
     */
    public static boolean isFull(@Nullable Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MOST_CAUSES; i++) {
            String message = String.valueOf(each.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
