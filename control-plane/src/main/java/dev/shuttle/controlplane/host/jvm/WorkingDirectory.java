package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a deployment's process starts, {@code HOME/work/PROJECT/DEPLOYMENT}: at first a copy of the
 * module's folder as it was uploaded. It is the service's own, stays as it is when the service crashes and is started
 * again, and goes when the deployment ends.
 */
final class WorkingDirectory {
    private static final String COPYING = ".part";

    /** Looked at for what is lost; beyond it "more than" is said. */
    private static final int MAX_FILES = 100_000;

    private final Path path;

    WorkingDirectory(Path home, String project, String deployment) {
        this.path = folder(home).resolve(project).resolve(deployment);
    }

    private static Path folder(Path home) {
        return home.resolve("work");
    }

    Path path() {
        return path;
    }

    /** Makes it, if it is not there from a start before; without a source it is empty. */
    void prepare(@Nullable Path source, OsUser account) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path project = Objects.requireNonNull(path.getParent());
        Trees.createEnterable(Objects.requireNonNull(project.getParent()));
        Trees.createPrivate(project);
        account.admit(project, "rwx--x---");
        Path aside = path.resolveSibling(path.getFileName() + COPYING);
        Trees.delete(aside);
        Files.createDirectory(aside, Trees.permissions("rwx------"));
        if (source != null) {
            copy(source, aside);
        }
        account.own(aside);
        Files.move(aside, path);
    }

    /** Tells which files the service has written, in a sentence, if it did. */
    Optional<String> lost(@Nullable Path source) {
        int[] count = {0};
        long[] bytes = {0};
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && isWritten(source, path.relativize(file), attributes)) {
                        count[0]++;
                        bytes[0] += attributes.size();
                    }
                    return count[0] < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return Optional.empty(); // it is not there
        }
        return count[0] == 0
                ? Optional.empty()
                : Optional.of((count[0] < MAX_FILES ? "" : "more than ")
                        + (count[0] == 1 ? "1 file" : count[0] + " files") + ", " + size(bytes[0])
                        + ", written to the working directory "
                        + (count[0] == 1 ? "is" : "are") + " lost: keep data in @Folder or @Postgres.");
    }

    private static boolean isWritten(@Nullable Path source, Path file, BasicFileAttributes attributes)
            throws IOException {
        Path original = source == null ? null : source.resolve(file);
        return original == null
                || !Files.isRegularFile(original)
                || Files.size(original) != attributes.size()
                || Files.getLastModifiedTime(original).toMillis()
                        != attributes.lastModifiedTime().toMillis();
    }

    private static String size(long bytes) {
        return bytes < 1 << 10 ? bytes + " bytes" : bytes < 1 << 20 ? (bytes >> 10) + " KB" : (bytes >> 20) + " MB";
    }

    void delete() throws IOException {
        Trees.delete(path);
    }

    /** Deletes those of deployments that are not to be started again. */
    static void deleteAllBut(Path home, Set<String> deployments) throws IOException {
        for (Path project : entries(folder(home))) {
            for (Path each : entries(project)) {
                if (!deployments.contains(String.valueOf(each.getFileName()))) {
                    Trees.delete(each);
                }
            }
        }
    }

    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
                stream.forEach(entries::add);
            }
        }
        return entries;
    }

    /** With times, by which a changed file is known later. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path target = to.resolve(from.relativize(directory));
                if (!Files.isDirectory(target)) {
                    Files.createDirectory(target, Trees.permissions("rwx------"));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(
                        file,
                        to.resolve(from.relativize(file)),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
