package dev.shuttle.controlplane.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The names inside an archive: turns them into relative paths that cannot leave the folder, or refuses them. */
public final class EntryPath {

    /** PATH_MAX of Linux, which includes a NUL at the end. */
    static final int MAX_BYTES = 4095;

    /** NAME_MAX of Linux file systems. */
    private static final int MAX_NAME_BYTES = 255;

    /** A walk over a tree, as by Maven or a deletion, needs a file descriptor or a stack frame per level. */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_SHOWN = 120;

    private EntryPath() {}

    /** The entry's path; empty for the root itself ({@code ./}). */
    static Path of(String name) throws ArchiveRefusedException {
        refuseIf(name.startsWith("/"), name, "is an absolute path");
        checkCharacters(name, name);
        Path path = Path.of("");
        for (String part : name.split("/", -1)) {
            refuseIf(part.equals(".."), name, "leaves its folder with ..");
            checkLength(part, name);
            if (!part.isEmpty() && !part.equals(".")) {
                path = path.resolve(pathOf(part, name));
            }
        }
        refuseIf(path.getNameCount() > MAX_DEPTH, name, "is deeper than " + MAX_DEPTH + " folders");
        return path;
    }

    /**
     * A symbolic link's target, as it stands. It may go up first and then down, never below the archive's root, and
     * never up again after it went down: so it stays inside even where it leads through other links of the archive.
     */
    static Path linkTarget(Path link, String target) throws ArchiveRefusedException {
        String shown = link + " -> " + target;
        refuseIf(target.isEmpty() || target.startsWith("/"), shown, "is a link out of the archive");
        checkCharacters(target, shown);
        int depth = link.getNameCount() - 1;
        boolean wentDown = false;
        for (String part : target.split("/", -1)) {
            checkLength(part, shown);
            if (part.equals("..")) {
                refuseIf(wentDown || --depth < 0, shown, "is a link that may point out of the archive");
            } else if (!part.isEmpty() && !part.equals(".")) {
                wentDown = true;
            }
        }
        return pathOf(target, shown);
    }

    private static Path pathOf(String part, String name) throws ArchiveRefusedException {
        try {
            return Path.of(part);
        } catch (InvalidPathException e) {
            // A server under the locale "C" has no file names beyond ASCII.
            throw refusal(name, "has a name that this server's locale (LC_ALL) does not support");
        }
    }

    private static void checkCharacters(String name, String shown) throws ArchiveRefusedException {
        refuseIf(name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES, shown, "has a path longer than 4 KiB");
        refuseIf(name.indexOf('\\') >= 0, shown, "has a backslash in its name");
        // Programs write it for a letter that their locale lacks: it is another file's name, or none.
        refuseIf(name.indexOf('\uFFFD') >= 0, shown, "has U+FFFD in its name (pack it under a UTF-8 locale, LC_ALL)");
        refuseIf(name.chars().anyMatch(Character::isISOControl), shown, "has a control character in its name");
    }

    private static void checkLength(String part, String name) throws ArchiveRefusedException {
        refuseIf(
                part.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES,
                name,
                "has a file name longer than 255 bytes");
    }

    private static void refuseIf(boolean fault, String name, String what) throws ArchiveRefusedException {
        if (fault) {
            throw refusal(name, what);
        }
    }

    static ArchiveRefusedException refusal(String name, String what) {
        return new ArchiveRefusedException("The archive's entry \"" + escape(name) + "\" " + what
                + ", which Shuttle does not unpack. Leave it out and deploy again.");
    }

    /** ASCII only, and short: names are the sender's, and this goes to terminals and pages. */
    public static String escape(String name) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < name.length() && shown.length() < MAX_SHOWN; i++) {
            char c = name.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"') {
                shown.append(c == '\\' ? "\\\\" : c);
            } else {
                shown.append(String.format("\\u%04x", (int) c));
            }
        }
        return shown.length() < MAX_SHOWN ? shown.toString() : shown + "...";
    }
}
