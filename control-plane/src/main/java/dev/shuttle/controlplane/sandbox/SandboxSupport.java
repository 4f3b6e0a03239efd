package dev.shuttle.controlplane.sandbox;

import java.util.Set;
import java.util.TreeSet;

/**
 * The containment of user code on this machine.
 *
 * @param users whether each project's builds and services run as users of their own
 * @param noUsers why not, if not
 * @param controlGroups the version; 0: none
 * @param controllers of memory, pids and cpu, those that limit
 * @param bubblewrap whether processes see a part of the files only
 * @param noBubblewrap why not, if not
 */
public record SandboxSupport(
        boolean users,
        String noUsers,
        int controlGroups,
        Set<String> controllers,
        boolean bubblewrap,
        String noBubblewrap) {

    public SandboxSupport {
        controllers = Set.copyOf(controllers);
    }

    /**
     * In one line, for a log.
     *
     * @return for example {@code user per project yes; cgroup v1 cpu, memory, pids; bubblewrap yes}
     */
    @Override
    public String toString() {
        return "user per project " + (users ? "yes" : "no (" + noUsers + ")") + "; "
                + (controlGroups == 0
                        ? "cgroups no (none is writable)"
                        : "cgroup v" + controlGroups + " " + String.join(", ", new TreeSet<>(controllers)))
                + "; bubblewrap " + (bubblewrap ? "yes" : "no (" + noBubblewrap + ")");
    }
}
