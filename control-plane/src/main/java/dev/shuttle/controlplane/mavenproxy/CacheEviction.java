package dev.shuttle.controlplane.mavenproxy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Holds a folder of fetched files to a size: what was written longest ago goes first. Not while a build reads it. */
final class CacheEviction {

    /** Incomplete files belong to another control plane that is still running; nothing takes longer than an hour. */
    private static final Duration COMING_IN = Duration.ofHours(1);

    private record Entry(Path file, long bytes, Instant written) {}

    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    private CacheEviction() {}

    static void of(Path folder, long most) throws IOException {
        CacheEviction trimming = new CacheEviction();
        trimming.look(folder);
        trimming.trim(most);
    }

    private void look(Path folder) throws IOException {
        Path aside = folder.resolve(ArtifactCache.ASIDE);
        Instant old = Instant.now().minus(COMING_IN);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Instant written = attributes.lastModifiedTime().toInstant();
                if (folder.equals(file.getParent())) {
                    // The mark.
                    return FileVisitResult.CONTINUE;
                } else if (!file.startsWith(aside)) {
                    entries.add(new Entry(file, attributes.size(), written));
                    bytes += attributes.size();
                } else if (written.isBefore(old)) {
                    Files.deleteIfExists(file);
                }
                return Thread.currentThread().isInterrupted() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Gone meanwhile.
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void trim(long most) throws IOException {
        if (bytes > most) {
            entries.sort(Comparator.comparing(Entry::written));
        }
        for (int i = 0; bytes > most && i < entries.size(); i++) {
            Files.deleteIfExists(entries.get(i).file());
            bytes -= entries.get(i).bytes();
        }
    }
}
