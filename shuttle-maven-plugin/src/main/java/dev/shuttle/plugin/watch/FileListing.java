package dev.shuttle.plugin.watch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The files that are watched. */
public interface FileListing {

    /** Gets each folder before it is looked into, and folders above those that do not exist yet. */
    interface Folders {
        void add(Path folder) throws IOException;
    }

    /** Each file with its state, which differs after a change. */
    Map<Path, String> list(Folders folders) throws IOException;
}
