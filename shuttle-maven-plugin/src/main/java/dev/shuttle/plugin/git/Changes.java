package dev.shuttle.plugin.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.IndexDiffFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Looks for one difference between a commit and what lies below a folder; it stops at the first. A file that git does
 * not know counts where it is uploaded.
 */
record Changes(Repository repository, RevCommit commit, Path root, Predicate<String> isUploaded) {

    private static final int COMMITTED = 0;
    private static final int STAGED = 1;
    private static final int FILES = 2;

    /** Whether there is one; empty if that took longer than it may. */
    Optional<Boolean> any(Duration limit) throws IOException {
        Deadline deadline = new Deadline(System.nanoTime() + limit.toNanos());
        String prefix = TrackedFiles.prefix(repository, root);
        try (TreeWalk walk = walk(prefix, deadline)) {
            while (walk.next()) {
                if (isKnown(walk) || isUploaded.test(below(prefix, walk.getPathString()))) {
                    return Optional.of(true);
                }
            }
        }
        return deadline.isOver() ? Optional.empty() : Optional.of(false);
    }

    private TreeWalk walk(String prefix, Deadline deadline) throws IOException {
        TreeWalk walk = new TreeWalk(repository);
        // Line ends and filters as if the files were to be committed.
        walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
        walk.setRecursive(true);
        walk.addTree(commit.getTree());
        walk.addTree(new DirCacheIterator(repository.readDirCache()));
        FileTreeIterator files = new FileTreeIterator(repository);
        files.setDirCacheIterator(walk, STAGED);
        walk.addTree(files);
        TreeFilter differs = AndTreeFilter.create(deadline, new IndexDiffFilter(STAGED, FILES));
        walk.setFilter(prefix.isEmpty() ? differs : AndTreeFilter.create(PathFilter.create(prefix), differs));
        return walk;
    }

    private static boolean isKnown(TreeWalk walk) {
        return walk.getTree(COMMITTED, AbstractTreeIterator.class) != null
                || walk.getTree(STAGED, AbstractTreeIterator.class) != null;
    }

    private static String below(String prefix, String path) {
        return prefix.isEmpty() ? path : path.substring(prefix.length() + 1);
    }

    /** Ends the walk when the time is over. */
    private static final class Deadline extends TreeFilter {
        private final long end;

        Deadline(long end) {
            this.end = end;
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }

        @Override
        public boolean include(TreeWalk walk) throws StopWalkException {
            if (isOver()) {
                throw StopWalkException.INSTANCE;
            }
            return true;
        }

        @Override
        public boolean shouldBeRecursive() {
            return false;
        }

        @Override
        public TreeFilter clone() {
            return this;
        }
    }
}
