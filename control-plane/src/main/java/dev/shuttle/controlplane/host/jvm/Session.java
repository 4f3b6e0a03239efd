package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.os.ProcFs;
import dev.shuttle.os.Uninterruptibles;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes that a host has started: they are in its session, of which it is the leader. On Linux; else none. */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** Two hundred milliseconds: killed processes are gone at once, unless the kernel is busy with them. */
    private static final int LOOKS = 40;

    private static final Duration LOOK = Duration.ofMillis(5);

    private Session() {}

    /** Ends by force what is left of the session of a process that has ended, and waits, for a moment, until it is gone. */
    static void killLeft(long leader) {
        try {
            for (int look = 0; look < LOOKS && killed(leader); look++) {
                Uninterruptibles.sleep(LOOK);
            }
        } catch (UncheckedIOException e) {
            LOG.warn("Processes of the session {} may go on: {}", leader, e.toString());
        }
    }

    /** Whether there was anything to kill. */
    private static boolean killed(long leader) {
        List<Long> left = ProcFs.pids().stream()
                .filter(pid -> ProcFs.session(pid) == leader)
                .toList();
        left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return !left.isEmpty();
    }
}
