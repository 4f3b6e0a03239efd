package dev.shuttle.controlplane.deployment;

import dev.shuttle.os.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a start deletes because the store does not know it. A crash leaves a few such files; many are the sign of a
 * store that is too old, and wait for the operator. What waits is also in a file of the home, for {@code doctor}.
 * Confined to one thread.
 */
public final class StartCleanUp {
    /** In the home, while something waits. */
    public static final String FILE = "clean-up-waits";

    private static final Logger LOG = LoggerFactory.getLogger(StartCleanUp.class);

    /** More of one kind are not left by one crash. */
    private static final int FEW = 20;

    private static final int TENTH = 10;

    private final Path file;
    private final int limit;
    private final List<String> waiting = new ArrayList<>();
    private int most;

    /**
     * No I/O.
     *
     * @param home of the control plane
     * @param limit how many the operator lets it delete of each kind; 0: the greater of twenty and a tenth
     */
    StartCleanUp(Path home, int limit) {
        this.file = home.resolve(FILE);
        this.limit = limit;
    }

    /** Whether so many may be deleted. If not, it is told by {@link #tell}. */
    boolean allows(String kind, int unknown, int all) {
        if (unknown <= Math.max(limit, Math.max(FEW, all / TENTH))) {
            return true;
        }
        waiting.add(unknown + " of " + all + " " + kind);
        most = Math.max(most, unknown);
        return false;
    }

    /** Says what waits, and how it goes on. */
    void tell() {
        try {
            if (waiting.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            String text = "The store does not know " + String.join(", ", waiting)
                    + " in the home: they were not deleted. If the store is not the newest one, stop the server and put"
                    + " the right one back. To have them deleted, start with --clean-up-limit=" + most + ".";
            LOG.warn("{}", text);
            NewFile.write(file, text + "\n");
        } catch (IOException e) {
            LOG.warn("{} could not be changed: {}", file, e.toString());
        }
    }
}
