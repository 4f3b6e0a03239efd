package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's {@code /etc/passwd} and {@code /etc/group} with one more entry each, as a process under bubblewrap sees
 * them: {@code whoami}, {@code ssh} and Node's {@code os.userInfo()} fail for a number without a name. See passwd(5).
 */
final class UserDatabase {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path GROUPS = Path.of("/etc/group");

    /** Those of machines with many users come from a directory service, and not from the file. */
    private static final long LONGEST = 1 << 20;

    private final String name;
    private final OsUser user;

    UserDatabase(String name, OsUser user) {
        this.name = name;
        this.user = user;
    }

    /**
     * Writes both beside another file.
     *
     * @param home of the user
     * @param beside names the files, which the user can read then
     * @return the arguments of bubblewrap that put them in place; empty if the user has a name already
     */
    List<String> write(Path home, Path beside) throws IOException {
        List<String> mounts = new ArrayList<>();
        if (user.isOther()) {
            String id = name + ":x:" + user.uid() + ":";
            mounts.addAll(write(USERS, id + user.uid() + "::" + home + ":/bin/sh\n", beside));
            mounts.addAll(write(GROUPS, id + "\n", beside));
        }
        return mounts;
    }

    private List<String> write(Path file, String entry, Path beside) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
            return List.of();
        }
        // First: of several entries with one name or number, the first counts.
        String content = entry + Files.readString(file, StandardCharsets.ISO_8859_1);
        Path written = beside.resolveSibling(beside.getFileName() + "." + file.getFileName());
        Files.writeString(written, content, StandardCharsets.ISO_8859_1);
        user.admit(written, "rw-r-----");
        return List.of("--ro-bind", written.toString(), file.toString());
    }
}
