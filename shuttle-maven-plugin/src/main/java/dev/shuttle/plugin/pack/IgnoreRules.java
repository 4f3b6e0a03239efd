package dev.shuttle.plugin.pack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.ignore.IgnoreNode;

/**
 * Files that are left out: some always, and what {@code .gitignore} and {@code .shuttleignore} name, each in its own
 * folder and below, the deeper file and then {@code .shuttleignore} winning (gitignore(5)). Rules above the root and
 * git's private ones do not count. Entered and left folder by folder, by one thread.
 */
final class IgnoreRules {

    /** No file of rules is longer; what is, is something else. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final Set<String> NEVER = Set.of(".git", ".hg", ".svn", ".bzr", ".shuttle");
    private static final Pattern SECRET = Pattern.compile("Secrets.*\\.properties|\\.env.*");

    /** The rules of one folder. */
    private record Level(Path folder, IgnoreNode git, IgnoreNode shuttle) {}

    private final Deque<Level> levels = new ArrayDeque<>();

    void enter(Path folder) throws IOException {
        levels.push(new Level(folder, read(folder.resolve(".gitignore")), read(folder.resolve(".shuttleignore"))));
    }

    void leave() {
        levels.pop();
    }

    boolean leavesOut(Path path, boolean folder) {
        return isNever(path, folder) || isIgnored(path, folder);
    }

    private static boolean isNever(Path path, boolean folder) {
        String name = path.getFileName().toString();
        return NEVER.contains(name.toLowerCase(Locale.ROOT))
                || SECRET.matcher(name).matches()
                || (folder && name.equals("target") && Files.exists(path.resolveSibling("pom.xml")));
    }

    private boolean isIgnored(Path path, boolean folder) {
        for (Level level : levels) {
            String below = level.folder().relativize(path).toString().replace('\\', '/');
            Boolean shuttle = level.shuttle().checkIgnored(below, folder);
            Boolean verdict = shuttle == null ? level.git().checkIgnored(below, folder) : shuttle;
            if (verdict != null) {
                return verdict;
            }
        }
        return false;
    }

    private static IgnoreNode read(Path file) throws IOException {
        IgnoreNode node = new IgnoreNode();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.size(file) > MAX_BYTES) {
                throw new PackingException(file + " has more than " + MAX_BYTES + " bytes: shorten it.");
            }
            node.parse(new ByteArrayInputStream(Files.readAllBytes(file)));
        }
        return node;
    }
}
