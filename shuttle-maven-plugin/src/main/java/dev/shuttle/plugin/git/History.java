package dev.shuttle.plugin.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * The newest commits of a history with their trees, without the files in them: what git needs to tell commits, tags and
 * versions. The commit that is checked out always; older ones within bounds.
 */
final class History {

    /** Of trees: those of a checkout with 100,000 files take some 10 MB. */
    static final long MAX_HEAD_BYTES = 64L * 1024 * 1024;

    /** A third of that in an archive. */
    private static final long MAX_OLDER_BYTES = 1024L * 1024;

    /** Of a history: how many commits, and until when it is read (System.nanoTime). */
    record Bounds(int commits, long end) {}

    private final RevWalk walk;
    private final ObjectReader reader;
    private final Bounds bounds;
    private final Map<ObjectId, RevCommit> commits = new LinkedHashMap<>();
    private final Set<ObjectId> trees = new HashSet<>();
    private final List<RevObject> objects = new ArrayList<>();
    private long bytes;

    History(RevWalk walk, Bounds bounds) {
        this.walk = walk;
        this.reader = walk.getObjectReader();
        this.bounds = bounds;
    }

    void read(RevCommit head) throws IOException {
        add(head, MAX_HEAD_BYTES);
        long most = bytes + MAX_OLDER_BYTES;
        walk.markStart(head);
        try {
            for (RevCommit each = walk.next(); each != null && commits.size() < bounds.commits(); each = walk.next()) {
                if (!commits.containsKey(each)) {
                    add(each, most);
                }
            }
        } catch (MissingObjectException | BeyondBoundsException notHere) {
            // Of a clone that is shallow or partial itself, or beyond the bounds: so the copy ends before it.
            walk.reset();
        }
    }

    boolean has(ObjectId commit) {
        return commits.containsKey(commit);
    }

    /** Those whose parents are not here. */
    List<RevCommit> edge() throws IOException {
        List<RevCommit> edge = new ArrayList<>();
        for (RevCommit commit : commits.values()) {
            // By its bytes: JGit leaves out the parents that a shallow clone does not have.
            RevCommit stored =
                    RevCommit.parse(reader.open(commit, Constants.OBJ_COMMIT).getBytes());
            for (RevCommit parent : stored.getParents()) {
                if (!commits.containsKey(parent.getId()) && !edge.contains(commit)) {
                    edge.add(commit);
                }
            }
        }
        return edge;
    }

    List<RevObject> objects() {
        return objects;
    }

    private void add(RevCommit commit, long most) throws IOException {
        List<ObjectId> found = new ArrayList<>();
        try {
            addTrees(commit.getTree(), found, most);
        } catch (IOException | RuntimeException fault) {
            found.forEach(trees::remove);
            throw fault;
        }
        commits.put(commit.copy(), commit);
        objects.add(commit);
        found.forEach(tree -> objects.add(walk.lookupTree(tree)));
    }

    private void addTrees(AnyObjectId id, List<ObjectId> found, long most) throws IOException {
        ObjectId tree = id.copy();
        if (!trees.add(tree)) {
            return;
        }
        found.add(tree);
        byte[] content = reader.open(tree, Constants.OBJ_TREE).getCachedBytes();
        bytes += content.length;
        if (bytes > most || System.nanoTime() - bounds.end() >= 0) {
            throw new BeyondBoundsException();
        }
        CanonicalTreeParser parser = new CanonicalTreeParser();
        for (parser.reset(content); !parser.eof(); parser.next()) {
            if (parser.getEntryFileMode().equals(FileMode.TREE)) {
                addTrees(parser.getEntryObjectId(), found, most);
            }
        }
    }

    /** The trees are too large, or take too long. */
    static final class BeyondBoundsException extends IOException {
        private static final long serialVersionUID = 1L;

        BeyondBoundsException() {
            super("its folders are too many or take too long to read");
        }
    }
}
