package dev.shuttle.controlplane.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What this machine has for keeping user code within bounds.
 *
 * @param root whether we may become other users
 */
record IsolationCheck(boolean root) implements Check {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    @Override
    public List<Finding> look() {
        return List.of(users(), bubblewrap(), groups());
    }

    private Finding users() {
        if (!root) {
            return Finding.note("users", "we are not root: builds and services run as the control plane's own user");
        }
        boolean drops = Program.run(List.of("setpriv", "--reuid", "1", "--regid", "1", "--clear-groups", "true"))
                .isPresent();
        return drops
                ? Finding.ok("users", "programs can be given users of their own (setpriv)")
                : Finding.fail(
                        "users",
                        "we are root, and setpriv cannot give programs other users, without which PostgreSQL does not"
                                + " start: install util-linux.");
    }

    private static Finding bubblewrap() {
        List<String> trial = List.of("bwrap", "--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true");
        if (Program.find("bwrap").isEmpty()) {
            return Finding.note("bubblewrap", "not installed: user code sees the machine's files. Install bubblewrap.");
        }
        return Program.run(trial).isPresent()
                ? Finding.ok("bubblewrap", "works")
                : Finding.note("bubblewrap", "is installed and does not work here: are user namespaces forbidden?");
    }

    private static Finding groups() {
        boolean second = Files.exists(CGROUPS.resolve("cgroup.controllers"));
        List<String> missing = new ArrayList<>();
        for (String controller : List.of("memory", "pids", "cpu")) {
            boolean there = second ? has(controller) : Files.isWritable(CGROUPS.resolve(controller));
            if (!there) {
                missing.add(controller);
            }
        }
        String version = "version " + (second ? 2 : 1);
        return missing.isEmpty()
                ? Finding.ok("cgroups", version + ", with memory, pids and cpu")
                : Finding.note(
                        "cgroups",
                        version + ", without " + String.join(", ", missing)
                                + ": these are not limited. In a unit, Delegate=yes gives them.");
    }

    private static boolean has(String controller) {
        try {
            return List.of(Files.readString(CGROUPS.resolve("cgroup.controllers"))
                            .strip()
                            .split(" ", -1))
                    .contains(controller);
        } catch (IOException e) {
            return false;
        }
    }
}
