package dev.shuttle.plugin.local;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells when a file below some folders has changed, once it is quiet again. Used by one thread. */
final class ClassWatch implements AutoCloseable {

    /** Between two files, a compiler takes less. */
    private static final Duration QUIET = Duration.ofMillis(40);
    /** Who writes without a pause for so long does not compile. */
    private static final Duration LONGEST = Duration.ofSeconds(2);
    /** As far as the analysis goes. */
    private static final int MAX_DEPTH = 64;

    private final List<Path> folders;
    private final WatchService watch;
    private Map<Path, String> seen;

    /** Watches folders, also those that do not exist yet. */
    ClassWatch(List<Path> folders) throws IOException {
        this.folders = List.copyOf(folders);
        this.watch = FileSystems.getDefault().newWatchService();
        this.seen = look();
    }

    /**
     * Waits for a change, and for the end of it.
     *
     * @param patience how long to wait for its beginning
     * @return when it began, by {@link System#nanoTime()}; null if there was none
     */
    @Nullable
    Long await(Duration patience) throws InterruptedException, IOException {
        if (!poll(patience)) {
            return null;
        }
        long began = System.nanoTime();
        Map<Path, String> now = look();
        while (System.nanoTime() - began < LONGEST.toNanos() && poll(QUIET)) {
            now = look();
        }
        boolean changed = !now.equals(seen);
        seen = now;
        return changed ? began : null;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private boolean poll(Duration patience) throws InterruptedException {
        WatchKey key = watch.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        boolean told = key != null;
        for (; key != null; key = watch.poll()) {
            key.pollEvents();
            key.reset();
        }
        return told;
    }

    /** Registers folders again after every change, since they come and go, and lists their files. */
    private Map<Path, String> look() throws IOException {
        Map<Path, String> files = new HashMap<>();
        for (Path folder : folders) {
            // The folder itself may be deleted and created again, as by mvn clean.
            register(existing(folder.getParent()));
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, Set.of(), MAX_DEPTH, new Looking(files));
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

    private void register(Path folder) throws IOException {
        try {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (NoSuchFileException gone) {
            // The folder above tells when it is back.
        }
    }

    private final class Looking extends SimpleFileVisitor<Path> {
        private final Map<Path, String> files;

        Looking(Map<Path, String> files) {
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            register(folder);
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
