package dev.shuttle.controlplane.build;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A local Maven repository for each project, {@code repositories/PROJECT}: the one that its builds write to, so that
 * none can leave anything for another project's. What all may share they read elsewhere. Thread-safe; a project's own is
 * used by one build at a time.
 */
public final class LocalRepositories {

    /** A project that needs more fetches again. */
    private static final long MOST_BYTES = 2L << 30;

    /** So that it is never the looking that takes long; a large repository has some ten thousand. */
    private static final int MOST_FILES = 200_000;

    /** Holds what is being deleted; no project has a name with a dot. */
    private static final String ASIDE = ".aside";

    private final Path folder;
    private final Consumer<String> users;
    private final long mostBytes;

    /**
     * The repositories of a home.
     *
     * @param home the control plane's home
     */
    public LocalRepositories(Path home) {
        this(home, project -> {});
    }

    /**
     * The repositories of a home with resident builders, which keep files of them open.
     *
     * @param home the control plane's home
     * @param users ends what uses the repository of a project, before that is taken from it
     */
    public LocalRepositories(Path home, Consumer<String> users) {
        this(home, MOST_BYTES, users);
    }

    LocalRepositories(Path home, long mostBytes, Consumer<String> users) {
        this.users = users;
        this.folder = home.toAbsolutePath().resolve("repositories");
        this.mostBytes = mostBytes;
    }

    /**
     * The project's own, made if it is not there. The place to give it to the user that the project's builds run as.
     *
     * @return its real path
     */
    Path open(String project) throws IOException {
        Path repository = folder.resolve(project);
        if (!Files.isDirectory(repository, LinkOption.NOFOLLOW_LINKS)) {
            Trees.delete(repository);
            Files.createDirectories(repository);
        }
        return repository.toRealPath();
    }

    /** Whether the project's own has grown so large that it is to be deleted. */
    boolean isTooLarge(String project) throws IOException {
        return new Size().isBeyond(folder.resolve(project));
    }

    /** When nothing uses it any more: deletes the project's own if it has grown too large. */
    void hold(String project) throws IOException {
        if (isTooLarge(project)) {
            Trees.delete(moveAside(project));
        }
    }

    /**
     * Takes it from a project that is deleted, at once; a new project of that name begins with nothing.
     *
     * @param project its name
     * @return where it now lies, to be deleted; nothing may be there
     * @throws IOException if it cannot be moved
     */
    public Path setAside(String project) throws IOException {
        users.accept(project);
        return moveAside(project);
    }

    private Path moveAside(String project) throws IOException {
        Path aside = folder.resolve(ASIDE).resolve(UUID.randomUUID().toString());
        Files.createDirectories(aside.getParent());
        try {
            Files.move(folder.resolve(project), aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // It has built nothing yet.
        }
        return aside;
    }

    /** Deletes the rest of folders that a crash left half deleted. Called before the first build. */
    void removeLeftovers() throws IOException {
        Trees.delete(folder.resolve(ASIDE));
    }

    private final class Size extends SimpleFileVisitor<Path> {
        private long bytes;
        private int files;

        boolean isBeyond(Path repository) throws IOException {
            if (Files.isDirectory(repository, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(repository, this);
            }
            return bytes > mostBytes || files > MOST_FILES;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            files++;
            return bytes > mostBytes || files > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        /** A folder that is not readable was closed by a build to hide its content. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            files = MOST_FILES + 1;
            return FileVisitResult.TERMINATE;
        }
    }
}
