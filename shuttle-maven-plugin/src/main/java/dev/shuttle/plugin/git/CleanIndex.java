package dev.shuttle.plugin.git;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * An index (gitformat-index(5), version 3) by which every file is as it was committed, whatever lies in the work tree:
 * each is marked as not looked at ("skip-worktree"). Where something was not committed, a file is staged and another is
 * not, which is what git then calls dirty. By hand, since JGit cannot set the mark.
 */
final class CleanIndex {

    /** Says in {@code git status} why it is dirty. */
    static final String UNCOMMITTED = "uncommitted-changes";

    private static final int VERSION = 3;
    private static final int EXTENDED = 0x4000;
    private static final int MAX_NAME = 0xfff;
    private static final int SKIP_WORKTREE = 0x4000;
    private static final int STAT_BYTES_BEFORE_MODE = 24;
    private static final int STAT_BYTES_AFTER_MODE = 12;

    private static final ObjectId EMPTY_BLOB = ObjectId.fromString("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

    private record Entry(FileMode mode, ObjectId id, int flags) {}

    /** By name, as bytes in UTF-8 are sorted. */
    private final SortedMap<String, Entry> entries = new TreeMap<>((one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));

    static CleanIndex of(Repository repository, RevCommit commit, boolean dirty) throws IOException {
        CleanIndex index = new CleanIndex();
        try (TreeWalk walk = new TreeWalk(repository)) {
            walk.addTree(commit.getTree());
            walk.setRecursive(true);
            while (walk.next()) {
                index.entries.put(
                        walk.getPathString(), new Entry(walk.getFileMode(), walk.getObjectId(0), SKIP_WORKTREE));
            }
        }
        if (dirty) {
            if (!index.entries.isEmpty()) {
                index.entries.remove(
                        index.entries.firstKey()); // git describe --dirty looks for no staged file that is away
            }
            index.entries.put(UNCOMMITTED, new Entry(FileMode.REGULAR_FILE, EMPTY_BLOB, 0));
        }
        return index;
    }

    void write(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("DIRC");
        out.writeInt(VERSION);
        out.writeInt(entries.size());
        for (var each : entries.entrySet()) {
            write(each.getKey().getBytes(StandardCharsets.UTF_8), each.getValue(), out);
        }
        out.write(Constants.newMessageDigest().digest(bytes.toByteArray()));
        Files.write(file, bytes.toByteArray());
    }

    private static void write(byte[] name, Entry entry, DataOutputStream out) throws IOException {
        int start = out.size();
        out.write(new byte[STAT_BYTES_BEFORE_MODE]);
        out.writeInt(entry.mode().getBits());
        out.write(new byte[STAT_BYTES_AFTER_MODE]);
        byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
        entry.id().copyRawTo(id, 0);
        out.write(id);
        int length = Math.min(name.length, MAX_NAME);
        out.writeShort(entry.flags() == 0 ? length : length | EXTENDED);
        if (entry.flags() != 0) {
            out.writeShort(entry.flags());
        }
        out.write(name);
        // One to eight zeros, up to a multiple of eight.
        out.write(new byte[8 - (out.size() - start) % 8]);
    }
}
