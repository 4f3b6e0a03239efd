package dev.shuttle.plugin.pack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/**
 * Files that are left out: some always; what {@code .shuttleignore} names; and, unless git tracks them, what
 * {@code .gitignore} names and what looks like secrets. Each file of rules counts in its own folder and below, the deeper
 * one winning (gitignore(5)). Rules above the root and git's private ones do not count. Entered and left folder by folder,
 * by one thread.
 */
final class IgnoreRules {

    /** How a file or folder fares. */
    enum Fate {
        TAKEN,
        /** A folder that is left out but for files in it that git tracks. */
        TRACKED_ONLY,
        LEFT_OUT,
        /** As it was said, or always: no surprise. */
        UNWANTED
    }

    /** No file of rules is longer; what is, is something else. */
    private static final int MAX_BYTES = 1024 * 1024;

    private static final Set<String> NEVER = Set.of(".git", ".hg", ".svn", ".bzr", ".shuttle");
    private static final Pattern SECRET = Pattern.compile("Secrets.*\\.properties|\\.env.*");

    /** The rules of one folder, by its name below the root. */
    private record Level(String folder, IgnoreNode git, IgnoreNode shuttle, boolean trackedOnly) {

        String below(String name) {
            return folder.isEmpty() ? name : name.substring(folder.length() + 1);
        }
    }

    private final NavigableSet<String> tracked;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** With the names of the files that git tracks, below the root, with slashes. */
    IgnoreRules(NavigableSet<String> tracked) {
        this.tracked = tracked;
    }

    void enter(Path folder, String name, boolean trackedOnly) throws IOException {
        levels.push(new Level(
                name, read(folder.resolve(".gitignore")), read(folder.resolve(".shuttleignore")), trackedOnly));
    }

    void leave() {
        levels.pop();
    }

    Fate fate(Path path, String name, boolean folder) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        Boolean said = verdict(Level::shuttle, name, folder);
        if (NEVER.contains(last.toLowerCase(Locale.ROOT)) || Boolean.TRUE.equals(said)) {
            return Fate.UNWANTED;
        }
        if (folder && last.equals("target") && Files.exists(path.resolveSibling("pom.xml"))) {
            return Fate.UNWANTED;
        }
        if (Boolean.FALSE.equals(said) && !isInTrackedOnly()) {
            return Fate.TAKEN;
        }
        boolean ignored = isInTrackedOnly()
                || SECRET.matcher(last).matches()
                || Boolean.TRUE.equals(verdict(Level::git, name, folder));
        if (!ignored) {
            return Fate.TAKEN;
        }
        return folder ? ofIgnoredFolder(name) : tracked.contains(name) ? Fate.TAKEN : Fate.LEFT_OUT;
    }

    private Fate ofIgnoredFolder(String name) {
        String first = tracked.ceiling(name + "/");
        return first != null && first.startsWith(name + "/") ? Fate.TRACKED_ONLY : Fate.LEFT_OUT;
    }

    private boolean isInTrackedOnly() {
        return !levels.isEmpty() && levels.element().trackedOnly();
    }

    private @Nullable Boolean verdict(Function<Level, IgnoreNode> rules, String name, boolean folder) {
        for (Level level : levels) {
            Boolean verdict = rules.apply(level).checkIgnored(level.below(name), folder);
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
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
