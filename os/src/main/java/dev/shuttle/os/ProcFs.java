package dev.shuttle.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes by {@code /proc}, see proc(5). A process that has ended meanwhile has nothing; elsewhere than on Linux, none has. */
public final class ProcFs {
    private static final Path PROC = Path.of("/proc");

    /** Where the descriptor of a socket leads to, before its inode. */
    private static final String SOCKET = "socket:[";

    private static final int LIST_TRIES = 20;
    private static final Duration LIST_PAUSE = Duration.ofMillis(50);

    /** The first may have come when descriptors were short. */
    private static final int LOOKS = 3;

    /** In {@code /proc/PID/stat}, counted after the name in parentheses: state, parent, group, session. */
    private static final int SESSION_FIELD = 3;

    /** States of a thread that runs no more: stopped by a signal or a debugger, a zombie, dead. */
    private static final Set<String> STOPPED = Set.of("T", "t", "Z", "X");

    private ProcFs() {}

    /**
     * The pids of all processes that can be seen. Where they cannot be listed, for want of file descriptors say, that is
     * tried again for a second.
     *
     * @throws UncheckedIOException if they cannot be listed then either
     */
    public static List<Long> pids() {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        for (int tries = 1; ; tries++) {
            List<Long> pids = new ArrayList<>();
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
                processes.forEach(process -> pids.add(Long.parseLong(String.valueOf(process.getFileName()))));
                return pids;
            } catch (IOException | DirectoryIteratorException e) {
                if (tries == LIST_TRIES) {
                    throw new UncheckedIOException(
                            "The processes of this machine cannot be listed",
                            e instanceof DirectoryIteratorException inner ? inner.getCause() : (IOException) e);
                }
                Uninterruptibles.sleep(LIST_PAUSE);
            }
        }
    }

    /**
     * Whether it runs; a zombie does not. A process that cannot be looked at, for want of file descriptors say, is not
     * gone: that is said by the kernel alone, which knows no such process.
     */
    public static boolean isAlive(ProcessHandle process) {
        for (int look = 0; look < LOOKS; look++) {
            if (process.isAlive()) {
                return !isZombie(process.pid());
            }
            if (!exists(process.pid())) {
                return false;
            }
            if (!canSee(process.pid())) {
                return true;
            }
        }
        return false; // another process has its number
    }

    /**
     * The process of that number.
     *
     * @return empty if there is none
     * @throws IOException if there is one, but it cannot be looked at
     */
    public static Optional<ProcessHandle> find(long pid) throws IOException {
        Optional<ProcessHandle> found = ProcessHandle.of(pid);
        if (found.isEmpty()) {
            requireSight(pid);
            found = ProcessHandle.of(pid);
        }
        return found;
    }

    /**
     * Does nothing where that process can be looked at, or where there is none.
     *
     * @throws IOException if there is one, but it cannot be looked at
     */
    public static void requireSight(long pid) throws IOException {
        if (exists(pid) && !canSee(pid) && exists(pid)) {
            throw new IOException(
                    "The process " + pid + " cannot be looked at. Are file descriptors short (ulimit -n)?");
        }
    }

    /** By stat(2), which needs no descriptor. */
    private static boolean exists(long pid) {
        try {
            Files.readAttributes(PROC.resolve(Long.toString(pid)), BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** A process that is denied is another user's, and so none of ours: that is an answer too. */
    private static boolean canSee(long pid) {
        try (InputStream opened = Files.newInputStream(file(pid, "stat"))) {
            return opened.read() >= 0;
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The inodes of its open sockets. One that is opened or closed meanwhile may be missing; the others are not. Empty for
     * a process that has ended or may not be looked at.
     */
    public static Set<Long> sockets(long pid) {
        Set<Long> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(file(pid, "fd"))) {
            for (Path descriptor : descriptors) {
                target(descriptor)
                        .filter(target -> target.startsWith(SOCKET))
                        .map(target -> Long.valueOf(target.substring(SOCKET.length(), target.length() - 1)))
                        .ifPresent(inodes::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or is another user's.
        }
        return inodes;
    }

    /** Its working directory; empty if it is gone or may not be looked at. */
    public static Optional<Path> directory(long pid) {
        return target(file(pid, "cwd")).map(Path::of);
    }

    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    /** Whether it has ended and waits for its parent to take note: the JDK calls such a process alive. */
    public static boolean isZombie(long pid) {
        String[] stat = stat(pid);
        return stat.length > 0 && (stat[0].equals("Z") || stat[0].equals("X"));
    }

    /** Whether one of its threads runs, or waits for a processor or the disk; false where that cannot be seen. */
    public static boolean isBusy(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(file(pid, "task"))) {
            for (Path thread : threads) {
                String[] stat = fields(text(thread.resolve("stat")));
                if (stat.length > 0 && (stat[0].equals("R") || stat[0].equals("D"))) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    /** Its memory that is in use, shared libraries included; 0 if it is gone. */
    public static long residentBytes(long pid) {
        String status = text(pid, "status");
        int at = status.indexOf("\nVmRSS:");
        int end = status.indexOf(" kB", at);
        return at < 0 || end < 0
                ? 0
                : Long.parseLong(status.substring(at + 7, end).strip()) << 10;
    }

    /** Whether none of its threads can run until it is continued; a process that is gone cannot either. */
    public static boolean isStopped(long pid) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(file(pid, "task"))) {
            for (Path thread : threads) {
                String[] stat = fields(text(thread.resolve("stat")));
                if (stat.length > 0 && !STOPPED.contains(stat[0])) {
                    return false;
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException e) {
            return !exists(pid);
        }
    }

    /** How often each of its threads has stopped running; equal to before if none has run since. Empty if it is gone. */
    public static Set<String> switches(long pid) {
        Set<String> switches = new HashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(file(pid, "task"))) {
            for (Path thread : threads) {
                String status = text(thread.resolve("status"));
                int at = status.indexOf("\nvoluntary_ctxt_switches:");
                switches.add(thread.getFileName() + (at < 0 ? "" : status.substring(at)));
            }
            return switches;
        } catch (IOException | DirectoryIteratorException e) {
            return Set.of();
        }
    }

    /** The pid of its session's leader; -1 for a zombie, and for a process that is gone. */
    public static long session(long pid) {
        String[] stat = stat(pid);
        return stat.length <= SESSION_FIELD || stat[0].equals("Z") ? -1 : Long.parseLong(stat[SESSION_FIELD]);
    }

    /** Its real user, which a process cannot hide as it can the owner of its directory; -1 for a zombie, and if it is gone. */
    public static int uid(long pid) {
        String status = text(pid, "status");
        int at = status.indexOf("\nUid:\t");
        if (at < 0 || status.contains("\nState:\tZ") || status.contains("\nState:\tX")) {
            return -1;
        }
        return Integer.parseInt(status.substring(at + 6, status.indexOf('\t', at + 6)));
    }

    /** Its supplementary groups, which a process without rights cannot change; none if it is gone. */
    public static Set<Integer> groups(long pid) {
        String status = text(pid, "status");
        int at = status.indexOf("\nGroups:");
        if (at < 0) {
            return Set.of();
        }
        String groups = status.substring(at + 8, status.indexOf('\n', at + 1)).strip();
        return groups.isEmpty()
                ? Set.of()
                : Stream.of(groups.split(" ", -1))
                        .map(Integer::parseUnsignedInt)
                        .collect(Collectors.toSet());
    }

    /** Its environment as it was at its start, each variable between two zero bytes; as ISO-8859-1. Empty if not ours. */
    public static String environment(long pid) {
        return '\0' + text(pid, "environ");
    }

    /** Program and arguments; empty if they cannot be read. */
    public static Optional<List<String>> arguments(long pid) {
        try {
            String line = new String(Files.readAllBytes(file(pid, "cmdline")), StandardCharsets.UTF_8);
            return Optional.of(List.of(line.split("\0", -1)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The pid that holds a lock on a file, by the kernel's list: {@code 1: POSIX ADVISORY WRITE 4711 fe:00:131 0 EOF}, where
     * 131 is the inode.
     */
    public static Optional<Long> lockHolder(Path file) throws IOException {
        Path locks = PROC.resolve("locks");
        if (!Files.isReadable(locks)) {
            return Optional.empty();
        }
        String inode = ":" + Files.getAttribute(file, "unix:ino");
        return Files.readAllLines(locks).stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > 5 && fields[5].endsWith(inode))
                .map(fields -> Long.parseLong(fields[4]))
                .findFirst();
    }

    /** A file of a process. */
    public static Path file(long pid, String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }

    /** The fields that proc(5) lists behind the name of a process, state first; empty if it is gone. */
    static String[] stat(long pid) {
        return fields(text(pid, "stat"));
    }

    private static String[] fields(String stat) {
        int name = stat.lastIndexOf(')');
        return name < 0 ? new String[0] : stat.substring(name + 1).strip().split(" ", -1);
    }

    private static String text(long pid, String name) {
        return text(file(pid, name));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
