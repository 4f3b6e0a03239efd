package dev.shuttle.plugin.watch;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells which files have changed, once they are quiet again. Used by one thread. */
public final class FileWatch implements AutoCloseable {

    /** Files that are written without a pause for so long are not saved together. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final FileListing listing;
    private final Duration quiet;
    private final WatchService watch;
    private Map<Path, String> seen;

    /** Takes the files as they are now for known; {@code quiet} is the longest pause within one change. */
    public FileWatch(FileListing listing, Duration quiet) throws IOException {
        this.listing = listing;
        this.quiet = quiet;
        this.watch = FileSystems.getDefault().newWatchService();
        try {
            this.seen = look();
        } catch (IOException | RuntimeException fault) {
            watch.close();
            throw fault;
        }
    }

    /** Waits for a change to begin, for that long, and then for its end. Null if nothing has changed. */
    public @Nullable Change await(Duration patience) throws InterruptedException, IOException {
        if (!poll(patience)) {
            return null;
        }
        long began = System.nanoTime();
        Map<Path, String> now = look();
        while (System.nanoTime() - began < LONGEST.toNanos() && poll(quiet)) {
            now = look();
        }
        Set<Path> changed = differences(seen, now);
        seen = now;
        return changed.isEmpty() ? null : new Change(began, changed);
    }

    /** Takes these states for known: what differs from them is a change. */
    void know(Map<Path, String> states) {
        seen = states;
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }

    private static Set<Path> differences(Map<Path, String> before, Map<Path, String> now) {
        Set<Path> all = new HashSet<>(before.keySet());
        all.addAll(now.keySet());
        all.removeIf(file -> Objects.equals(before.get(file), now.get(file)));
        return all;
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

    /** Registers folders again at each look, since they come and go. */
    private Map<Path, String> look() throws IOException {
        return listing.list(this::register);
    }

    private void register(Path folder) throws IOException {
        try {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // The folder above tells when it is back.
        } catch (IOException refused) {
            throw new IOException(
                    "Cannot watch " + folder + " for changes (" + refused.getMessage()
                            + "). On Linux, the system's limit is"
                            + " in /proc/sys/fs/inotify/: max_user_watches and max_user_instances.",
                    refused);
        }
    }
}
