package dev.shuttle.controlplane.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shuttle.os.PrintableText;
import dev.shuttle.protocol.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * One file, directory or link in a backup: a line of its list.
 *
 * @param name relative to the home
 * @param kind {@code file}, {@code directory} or {@code link}
 * @param mode the lower nine bits
 * @param uid its owner's number
 * @param gid its group's number
 * @param size of a file, in bytes
 * @param content a file's SHA-256, hexadecimal; where a link leads
 */
record Entry(String name, String kind, int mode, int uid, int gid, long size, String content) {
    static final String FILE = "file";
    static final String DIRECTORY = "directory";
    static final String LINK = "link";

    /** The names of the parts of a home. Nothing else is restored. */
    static final Set<String> PARTS =
            Set.of("store", "releases", "libs", "uploads", "logs", "folders", "postgres", "redis");

    /** The keys, where they are wanted in a backup. */
    static final Set<String> KEYS = Set.of("master.key", "admin.key");

    private static final int PERMISSIONS = 0777;

    static Entry of(TarArchiveEntry tar, String content) throws IOException {
        String kind = tar.isSymbolicLink() ? LINK : tar.isDirectory() ? DIRECTORY : FILE;
        boolean other = tar.isLink()
                || tar.isSparse()
                || tar.isCharacterDevice()
                || tar.isBlockDevice()
                || tar.isFIFO()
                || tar.isGNUSparse();
        if (other || (!kind.equals(FILE) && tar.getSize() != 0)) {
            throw new IOException("it has an entry that does not belong in a backup: " + shown(tar.getName()));
        }
        return new Entry(
                checked(tar.getName()),
                kind,
                tar.getMode() & PERMISSIONS,
                (int) tar.getLongUserId(),
                (int) tar.getLongGroupId(),
                tar.getSize(),
                kind.equals(LINK) ? tar.getLinkName() : content);
    }

    /** The name without the slash that directories have in a tar; refused where it leads out of a home's parts. */
    private static String checked(String name) throws IOException {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        String[] parts = path.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IOException("it has a path outside of the home: " + shown(name));
            }
        }
        if (!PARTS.contains(parts[0]) && !(parts.length == 1 && KEYS.contains(path))) {
            throw new IOException("it has a path that is not part of a home: " + shown(name));
        }
        return path;
    }

    /** For a terminal. */
    static String shown(String name) {
        return "\"" + PrintableText.ascii(name, 120) + "\"";
    }

    Path in(Path root) {
        return root.resolve(name);
    }

    boolean is(String other) {
        return kind.equals(other);
    }

    /** For the list. */
    String line() throws JsonProcessingException {
        return Json.MAPPER.writeValueAsString(this) + "\n";
    }
}
