package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.ProcFs;
import dev.shuttle.os.ShortProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of accounts, by {@code /proc}: a re-parented process still has its user. Another home of the machine may
 * have a user of the same number, as a copy does; a process is ours only if it has the group of our home too.
 */
final class UserProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(UserProcesses.class);

    /** Killed processes end at once, unless the kernel is busy with them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private UserProcesses() {}

    /**
     * Ends by force all that run as one of them, until none is left. They are stopped first, since one that runs could fork
     * faster than its children are found.
     */
    static void end(List<OsUser> accounts, int group) {
        Set<Integer> uids = accounts.stream().map(OsUser::uid).collect(Collectors.toSet());
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<Long> stopped = new HashSet<>();
        while (System.nanoTime() < end) {
            try {
                List<Long> left = running(uids, group);
                if (left.isEmpty()) {
                    return;
                }
                endOrStop(left, stopped);
            } catch (UncheckedIOException e) {
                pause(); // they could not be listed now
            }
        }
        LOG.warn("Processes of the users {} may go on: they do not end, or cannot be listed", uids);
    }

    private static void endOrStop(List<Long> left, Set<Long> stopped) {
        boolean all = stopped.containsAll(left);
        signal(all ? "KILL" : "STOP", left);
        stopped.addAll(left);
        if (all) {
            pause();
        }
    }

    static void signal(String signal, Collection<Long> pids) {
        List<String> command = new ArrayList<>(List.of("kill", "-s", signal, "--"));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        ShortProcess.run(command); // it fails for those that have just ended
    }

    static List<Long> running(Set<Integer> uids, int group) {
        if (uids.isEmpty()) {
            return List.of();
        }
        return ProcFs.pids().stream()
                .filter(pid ->
                        uids.contains(ProcFs.uid(pid)) && ProcFs.groups(pid).contains(group))
                .toList();
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
