package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A user of the operating system without a name and without rights, or ourselves. Its group has the same number.
 *
 * @param uid its number; negative: ourselves, and then nothing is given away
 */
public record OsUser(int uid) {

    /** Where processes run as the control plane itself does. */
    public static final OsUser OURSELVES = new OsUser(-1);

    /**
     * Whether it is another than we are.
     *
     * @return false for {@link #OURSELVES}
     */
    public boolean isOther() {
        return uid >= 0;
    }

    /**
     * Gives a tree to the account, with its root closed to others. Links in it are given as such, and not followed. A
     * root that is the account's already says that the whole tree is.
     *
     * @param tree a file or directory that only the account itself writes to meanwhile
     * @throws IOException if it cannot be given
     */
    public void own(Path tree) throws IOException {
        if (isOther() && !isOwn(tree)) {
            if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
            }
            Trees.chown(tree, uid, uid);
        }
    }

    /**
     * Lets the account, and no other user, read our files.
     *
     * @param path a file or directory of ours
     * @param permissions such as {@code rwxr-x---}
     * @throws IOException if it cannot be changed
     */
    public void admit(Path path, String permissions) throws IOException {
        if (isOther()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * Whether a file is the account's: what a build hands over as its own work may be a hard link to ours.
     *
     * @param file not followed, if it is a link
     * @return true for every file if the account is ourselves
     * @throws IOException if it cannot be read
     */
    public boolean isOwn(Path file) throws IOException {
        return !isOther()
                || Integer.valueOf(uid).equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * The beginning of a command line that runs as this account.
     *
     * @param group of the home, which no process without rights can give up: a mark by which the home finds its own
     */
    List<String> prefix(int group) {
        String id = Integer.toString(uid);
        return isOther()
                ? List.of(
                        "setpriv",
                        "--reuid",
                        id,
                        "--regid",
                        id,
                        "--groups",
                        Integer.toString(group),
                        "--no-new-privs",
                        "--")
                : List.of();
    }
}
