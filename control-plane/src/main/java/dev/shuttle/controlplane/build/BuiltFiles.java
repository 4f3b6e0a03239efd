package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.sandbox.OsUser;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Tells what is a build's own from what it only points to: we can read more than it can, and would hand to its service
 * what a link of its leads to. To be asked when no process of the build is left.
 *
 * @param workspace a real path
 * @param own the project's local repository, a real path
 * @param shared what all builds read, a real path
 * @param account whom the build ran as
 */
public record BuiltFiles(Path workspace, Path own, Path shared, OsUser account) {

    /** Whether a real path lies in the workspace or in the repository. */
    public boolean isInside(Path real) {
        return real.startsWith(workspace) || real.startsWith(own) || real.startsWith(shared);
    }

    /** Whether a real path is a file of the build's own, or a directory of nothing else, or lies in what all share. */
    public boolean hold(Path real) throws IOException {
        if (!isInside(real)) {
            return false;
        }
        if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
            Search search = new Search();
            Files.walkFileTree(real, search);
            return !search.strange;
        }
        return isOwnFile(real);
    }

    /** A hard link to a file of ours has its owner. */
    private boolean isOwnFile(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && (account.isOwn(file) || file.startsWith(shared));
    }

    private final class Search extends SimpleFileVisitor<Path> {
        private boolean strange;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            boolean own = attributes.isSymbolicLink() ? leadsInside(file) : isOwnFile(file);
            strange |= !own;
            return strange ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        private boolean leadsInside(Path link) throws IOException {
            return Files.exists(link) && isInside(link.toRealPath()) && isOwnFile(link.toRealPath());
        }
    }
}
