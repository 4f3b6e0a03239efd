package dev.shuttle.plugin.pack;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file of the sources.
 *
 * @param name below the root, with slashes
 * @param path on this machine
 * @param size in bytes
 * @param modified when it was written last
 * @param executable whether its owner may run it
 * @param link where it points, with slashes; null when it is no symbolic link
 */
record SourceFile(String name, Path path, long size, FileTime modified, boolean executable, @Nullable String link) {

    /** Differs once it would be packed otherwise. */
    String state() {
        return size + " " + modified + " " + executable + " " + link;
    }
}
