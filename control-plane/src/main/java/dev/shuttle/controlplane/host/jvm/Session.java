package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.os.Uninterruptibles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The processes that a host has started: they are in its session, of which it is the leader. On Linux; else none. */
final class Session {
    /** In {@code /proc/PID/stat}, counted after the name in parentheses: state, parent, group, session. */
    private static final int SESSION_FIELD = 3;

    /** Two hundred milliseconds: killed processes are gone at once, unless the kernel is busy with them. */
    private static final int LOOKS = 40;

    private static final Duration LOOK = Duration.ofMillis(5);

    private Session() {}

    /** Ends by force what is left of the session of a process that has ended, and waits, for a moment, until it is gone. */
    static void killLeft(long leader) {
        for (int look = 0; look < LOOKS && killed(leader); look++) {
            Uninterruptibles.sleep(LOOK);
        }
    }

    /** Whether there was anything to kill. */
    private static boolean killed(long leader) {
        boolean found = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (session(process) == leader) {
                    found = true;
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (IOException e) {
            // No such file system here.
        }
        return found;
    }

    private static long session(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            return fields[0].equals("Z") ? -1 : Long.parseLong(fields[SESSION_FIELD]);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return -1; // it has ended meanwhile
        }
    }
}
