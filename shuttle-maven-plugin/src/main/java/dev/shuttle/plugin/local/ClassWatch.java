package dev.shuttle.plugin.local;

import dev.shuttle.plugin.watch.Change;
import dev.shuttle.plugin.watch.FileListing;
import dev.shuttle.plugin.watch.FileWatch;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells when a file below some folders has changed, once it is quiet again. Used by one thread. */
final class ClassWatch implements AutoCloseable {

    /** Between two files, a compiler takes less. */
    private static final Duration QUIET = Duration.ofMillis(40);
    /** As far as the analysis goes. */
    private static final int MAX_DEPTH = 64;

    private final FileWatch watch;

    /** Watches folders, also those that do not exist yet. */
    ClassWatch(List<Path> folders) throws IOException {
        List<Path> all = List.copyOf(folders);
        this.watch = new FileWatch(entered -> list(all, entered), QUIET);
    }

    /**
     * Waits for a change, and for the end of it.
     *
     * @param patience how long to wait for its beginning
     * @return when it began, by {@link System#nanoTime()}; null if there was none
     */
    @Nullable
    Long await(Duration patience) throws InterruptedException, IOException {
        Change change = watch.await(patience);
        return change == null ? null : (Long) change.began();
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private static Map<Path, String> list(List<Path> folders, FileListing.Folders entered) throws IOException {
        Map<Path, String> files = new HashMap<>();
        for (Path folder : folders) {
            // The folder itself may be deleted and created again, as by mvn clean.
            entered.add(existing(folder.getParent()));
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, Set.of(), MAX_DEPTH, new Looking(files, entered));
            }
        }
        return files;
    }

    private static Path existing(@Nullable Path folder) {
        Path above = folder;
        while (above != null && !Files.isDirectory(above)) {
            above = above.getParent();
        }
        return above == null ? Path.of("/") : above;
    }

    private static final class Looking extends SimpleFileVisitor<Path> {
        private final Map<Path, String> files;
        private final FileListing.Folders entered;

        Looking(Map<Path, String> files, FileListing.Folders entered) {
            this.files = files;
            this.entered = entered;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            entered.add(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(file, attributes.size() + " " + attributes.lastModifiedTime());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
