package dev.shuttle.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Mode and numbers of owner and group.
 *
 * @param mode the lower nine bits
 * @param uid the user's number
 * @param gid the group's number
 */
public record FileOwner(int mode, int uid, int gid) {

    /** Of a path that exists; a link is not followed. */
    public static FileOwner of(Path path) throws IOException {
        Map<String, Object> read = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        return new FileOwner(number(read, "mode") & 0777, number(read, "uid"), number(read, "gid"));
    }

    /** The permissions of a mode. */
    public static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's reading to others' executing
        for (int i = 0; i < all.length; i++) {
            if ((mode >> (all.length - 1 - i) & 1) == 1) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    private static int number(Map<String, Object> read, String key) {
        return read.get(key) instanceof Integer number ? number : 0;
    }
}
