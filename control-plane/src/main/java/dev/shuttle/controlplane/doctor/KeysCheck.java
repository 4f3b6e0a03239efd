package dev.shuttle.controlplane.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The key files: there, and for their user's eyes only.
 *
 * @param home where they are
 * @param masterKeyGiven whether the master key is a setting
 */
record KeysCheck(Path home, boolean masterKeyGiven) implements Check {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    @Override
    public List<Finding> look() {
        try {
            List<Finding> findings = new ArrayList<>();
            Path master = home.resolve("master.key");
            if (masterKeyGiven) {
                findings.add(Finding.ok("master key", "is a setting (SHUTTLE_MASTER_KEY)"));
            } else if (Files.exists(master)) {
                findings.add(
                        modes("master key", master, "; backups do not contain it by default: keep a copy elsewhere"));
            } else if (Files.exists(home.resolve("store"))) {
                findings.add(Finding.fail(
                        "master key",
                        "there is none in " + master + ", and the secrets of this home"
                                + " cannot be decrypted without it. Put it back, or set SHUTTLE_MASTER_KEY."));
            } else {
                findings.add(Finding.ok("master key", "the first start creates one"));
            }
            if (Files.exists(home.resolve("admin.key"))) {
                findings.add(modes("admin key", home.resolve("admin.key"), ""));
            }
            return findings;
        } catch (IOException e) {
            return List.of(Finding.fail("keys", "are not readable: " + e + "."));
        }
    }

    private static Finding modes(String subject, Path file, String more) throws IOException {
        if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
            return Finding.fail(
                    subject,
                    "others can read " + file + ": chmod 600 " + file + ", and create a new one if"
                            + " someone may have read it.");
        }
        return Files.isReadable(file)
                ? Finding.ok(subject, "in " + file + more)
                : Finding.fail(subject, file + " is not readable: run this as the server's user.");
    }
}
