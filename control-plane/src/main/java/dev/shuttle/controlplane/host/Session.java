package dev.shuttle.controlplane.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processes that a host has started: they are in its session, of which it is the leader. On Linux; else none. */
final class Session {
    /** In {@code /proc/PID/stat}, counted after the name in parentheses: state, parent, group, session. */
    private static final int SESSION_FIELD = 3;

    /** Two hundred milliseconds: killed processes are gone at once, unless the kernel is busy with them. */
    private static final int LOOKS = 40;

    private Session() {}

    /** Ends by force what is left of the session of a process that has ended, and waits, for a moment, until it is gone. */
    static void killLeft(long leader) {
        boolean interrupted = false;
        for (int look = 0; look < LOOKS && killed(leader); look++) {
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
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

    /** Whether the process has ended, and only its parent has not taken note: some init processes are slow in that. */
    static boolean isZombie(long pid) {
        try {
            return isZombie(stat(Path.of("/proc", Long.toString(pid))));
        } catch (IOException e) {
            return false; // it is quite gone, or there is no such file system here
        }
    }

    private static long session(Path process) {
        try {
            String[] fields = stat(process);
            return isZombie(fields) ? -1 : Long.parseLong(fields[SESSION_FIELD]);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return -1; // it has ended meanwhile
        }
    }

    private static boolean isZombie(String[] stat) {
        return stat[0].equals("Z");
    }

    private static String[] stat(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }
}
