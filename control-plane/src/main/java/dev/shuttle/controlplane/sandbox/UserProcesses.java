package dev.shuttle.controlplane.sandbox;

import dev.shuttle.os.ProcFs;
import dev.shuttle.os.ShortProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of accounts, by {@code /proc}: a re-parented process still has its user. */
final class UserProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(UserProcesses.class);

    /** Killed processes end at once, unless the kernel is busy with them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private UserProcesses() {}

    /** Ends by force all that run as one of them, until none is left. */
    static void end(List<OsUser> accounts) {
        Set<Integer> uids = accounts.stream().map(OsUser::uid).collect(Collectors.toSet());
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<Integer> left = uids.isEmpty() ? Set.of() : running(uids);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.forEach(UserProcesses::killAll);
            pause();
            left = running(uids);
        }
        if (!left.isEmpty()) {
            LOG.warn("Processes of the users {} do not end although they were killed", left);
        }
    }

    /** By one signal to all that the user may signal, which no fork escapes. */
    private static void killAll(int uid) {
        List<String> command = Stream.concat(new OsUser(uid).prefix().stream(), Stream.of("sh", "-c", "kill -9 -1"))
                .toList();
        ShortProcess.run(command);
    }

    /** Where processes cannot be listed, all may have some. */
    private static Set<Integer> running(Set<Integer> uids) {
        try {
            return listed(uids);
        } catch (UncheckedIOException e) {
            return uids;
        }
    }

    private static Set<Integer> listed(Set<Integer> uids) {
        return ProcFs.pids().stream().map(ProcFs::uid).filter(uids::contains).collect(Collectors.toSet());
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
