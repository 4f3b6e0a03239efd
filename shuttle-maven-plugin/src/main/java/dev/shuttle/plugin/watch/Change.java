package dev.shuttle.plugin.watch;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Files that were saved, created or deleted together.
 *
 * @param began when the first of it was noticed, by {@link System#nanoTime()}
 * @param files which
 */
public record Change(long began, Set<Path> files) {

    private static final int NAMED = 2;

    /** Copies. */
    public Change {
        files = Set.copyOf(files);
    }

    /** Names files relative to the root, in a few words. */
    String told(Path root) {
        List<String> names = files.stream()
                .map(file -> root.relativize(file).toString().replace('\\', '/'))
                .sorted()
                .toList();
        return names.size() <= NAMED
                ? String.join(" and ", names)
                : names.get(0) + " and " + (names.size() - 1) + " more files";
    }
}
