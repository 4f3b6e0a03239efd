package dev.shuttle.controlplane.doctor;

import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.controlplane.sandbox.SandboxSupport;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The machine's means to contain user code, by the same trial as a control plane's at its start. */
record IsolationCheck(Path home, boolean root) implements Check {
    private static final List<String> CONTROLLERS = List.of("memory", "pids", "cpu");

    @Override
    public List<Finding> look() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return findings(Sandbox.look(home, List.of(java)), root);
    }

    static List<Finding> findings(SandboxSupport support, boolean root) {
        return List.of(users(support, root), bubblewrap(support), groups(support));
    }

    private static Finding users(SandboxSupport support, boolean root) {
        if (!root) {
            return Finding.note("users", "not root: builds and services run as the control plane's user");
        }
        return support.users()
                ? Finding.ok("users", "each project's builds and services get users of their own")
                : Finding.fail(
                        "users",
                        "we are root, and programs cannot be given other users: " + support.noUsers()
                                + ". PostgreSQL does not start then, and deployed code runs as root. Install util-linux,"
                                + " and put SHUTTLE_HOME where other users can reach it.");
    }

    private static Finding bubblewrap(SandboxSupport support) {
        return support.bubblewrap()
                ? Finding.ok("bubblewrap", "works")
                : Finding.note(
                        "bubblewrap",
                        support.noBubblewrap()
                                + ": user code sees the machine's files. Install bubblewrap, and allow user namespaces.");
    }

    private static Finding groups(SandboxSupport support) {
        List<String> missing = CONTROLLERS.stream()
                .filter(controller -> !support.controllers().contains(controller))
                .toList();
        String version = support.controlGroups() == 0 ? "none can be written to" : "version " + support.controlGroups();
        return missing.isEmpty()
                ? Finding.ok("cgroups", version + ", with " + String.join(", ", new TreeSet<>(support.controllers())))
                : Finding.note(
                        "cgroups",
                        version + ", without " + String.join(", ", missing)
                                + ": these are not limited. In a systemd unit, set Delegate=yes.");
    }
}
