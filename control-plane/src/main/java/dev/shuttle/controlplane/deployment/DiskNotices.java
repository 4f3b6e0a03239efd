package dev.shuttle.controlplane.deployment;

import dev.shuttle.os.NewFile;
import dev.shuttle.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which projects were told that they keep much on disk, in a file of the home: for {@code doctor}, and so that a start does not
 * tell them again. Thread-safe.
 */
public final class DiskNotices {
    /** In the home, while there is such a project. */
    public static final String FILE = "disk-notices";

    private static final Logger LOG = LoggerFactory.getLogger(DiskNotices.class);
    private static final Pattern LINE = Pattern.compile("([a-z][a-z0-9-]*) (is full|is nearly full): (.*)");

    private final Path file;
    private final Map<String, Notice> notices = new TreeMap<>();

    /** How much of its limit a project keeps. */
    enum Level {
        LITTLE(""),
        NINE_TENTHS("is nearly full"),
        ALL("is full");

        private final String word;

        Level(String word) {
            this.word = word;
        }
    }

    /** A level that was told, and what was found last. */
    record Notice(Level level, String text) {}

    /** Reads what was told before. */
    DiskNotices(Path home) {
        this.file = home.resolve(FILE);
        try {
            TextFile.read(file)
                    .lines()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .forEach(this::read);
        } catch (NoSuchFileException e) {
            // Nothing was told.
        } catch (IOException e) {
            LOG.warn("{} could not be read; what it says is told again: {}", file, e.toString());
        }
    }

    private void read(Matcher line) {
        Level level = line.group(2).equals(Level.ALL.word) ? Level.ALL : Level.NINE_TENTHS;
        notices.put(line.group(1), new Notice(level, line.group(3)));
    }

    /** Of a project, as it was told last. */
    synchronized Level level(String project) {
        Notice notice = notices.get(project);
        return notice == null ? Level.LITTLE : notice.level();
    }

    /** From now on; kept in the file. */
    synchronized void put(String project, Level level, String text) {
        Notice notice = new Notice(level, text);
        Notice before = level == Level.LITTLE ? notices.remove(project) : notices.put(project, notice);
        if (level == Level.LITTLE ? before != null : !notice.equals(before)) {
            write();
        }
    }

    /** Forgets all others. */
    synchronized void retain(Iterable<String> projects) {
        Map<String, Notice> kept = new TreeMap<>();
        projects.forEach(project -> {
            Notice notice = notices.get(project);
            if (notice != null) {
                kept.put(project, notice);
            }
        });
        if (kept.size() < notices.size()) {
            notices.keySet().retainAll(kept.keySet());
            write();
        }
    }

    private void write() {
        try {
            if (notices.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            StringBuilder lines = new StringBuilder();
            notices.forEach((project, notice) -> lines.append(project)
                    .append(' ')
                    .append(notice.level().word)
                    .append(": ")
                    .append(notice.text())
                    .append('\n'));
            NewFile.write(file, lines.toString());
        } catch (IOException e) {
            LOG.warn("{} could not be changed: {}", file, e.toString());
        }
    }
}
