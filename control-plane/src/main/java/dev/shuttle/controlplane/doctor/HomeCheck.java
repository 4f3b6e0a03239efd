package dev.shuttle.controlplane.doctor;

import dev.shuttle.os.ShortProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The folder of all state: ours alone to write, and with room.
 *
 * @param home the folder; need not be there yet
 * @param root whether we are root, whose servers run as others
 */
record HomeCheck(Path home, boolean root) implements Check {
    private static final long TOO_LITTLE = 1L << 30;
    private static final long LITTLE = 10L << 30;
    private static final long FEW_INODES = 100_000;

    @Override
    public List<Finding> look() {
        try {
            List<Finding> findings = new ArrayList<>();
            Path there = existing();
            findings.add(there.equals(home) ? permissions() : parent(there));
            findings.add(space(there));
            inodes(there, findings);
            return findings;
        } catch (IOException e) {
            return List.of(Finding.fail("home", home + " is not readable: " + e + ". Are you its user, or root?"));
        }
    }

    private Path existing() throws IOException {
        for (Path path = home; path != null; path = path.getParent()) {
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new IOException("no part of the path exists");
    }

    private Finding parent(Path there) {
        return Files.isWritable(there)
                ? Finding.ok("home", home + " does not exist yet; the first start creates it")
                : Finding.fail(
                        "home",
                        home + " does not exist, and cannot be created in " + there + ": create it, owned by"
                                + " the control plane's user.");
    }

    private Finding permissions() throws IOException {
        if (!Files.isDirectory(home)) {
            return Finding.fail("home", home + " is not a folder. Use another with SHUTTLE_HOME.");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(home);
        String owner = Files.getOwner(home).getName();
        if (!Files.isWritable(home)) {
            return Finding.fail("home", home + " belongs to " + owner + ", and this user may not write there.");
        }
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Finding.fail("home", "all users may write to " + home + ": chmod o-w " + home);
        }
        if (!owner.equals(System.getProperty("user.name"))) {
            return Finding.note(
                    "home", home + " belongs to " + owner + ", not to this user: run this as the server's user.");
        }
        return root && !isReachable()
                ? Finding.note(
                        "home",
                        "as root, servers run as other users, who cannot enter " + home
                                + ": every folder of that path needs x for others (chmod o+x).")
                : Finding.ok("home", home.toString());
    }

    private boolean isReachable() throws IOException {
        for (Path path = home.toRealPath(); path != null; path = path.getParent()) {
            if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static Finding space(Path there) throws IOException {
        long free = Files.getFileStore(there).getUsableSpace();
        String text = String.format(Locale.ROOT, "%.1f GiB are free", free / (double) (1L << 30));
        if (free < TOO_LITTLE) {
            return Finding.fail("disk", text + ": builds and databases need more. Make room.");
        }
        return free < LITTLE ? Finding.note("disk", text + ": make room soon.") : Finding.ok("disk", text);
    }

    /** Only where they are few: many file systems count none. */
    private static void inodes(Path there, List<Finding> findings) {
        String printed = ShortProcess.run(List.of("stat", "-f", "-c", "%c %d", there.toString()))
                .line();
        if (printed.matches("[1-9]\\d* \\d+")) {
            long free = Long.parseLong(printed.split(" ", -1)[1]);
            if (free < FEW_INODES) {
                findings.add(
                        Finding.fail("inodes", free + " are free, and each file of a release needs one. Make room."));
            }
        }
    }
}
