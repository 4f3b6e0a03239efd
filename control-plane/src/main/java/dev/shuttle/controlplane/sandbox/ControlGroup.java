package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A group of processes: one directory, or with version 1 one for each controller. Thread-safe. */
final class ControlGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ControlGroup.class);

    private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill (\\d+)$");

    /** Killed processes end at once, unless the kernel is busy with them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Path> directories;

    ControlGroup(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** The files to which a process writes its number in order to be in it. */
    List<Path> entrances() {
        return directories.stream()
                .map(directory -> directory.resolve("cgroup.procs"))
                .toList();
    }

    /** Takes a process in, with all that it has started; what it starts later is in it anyway. */
    void admit(long pid) {
        List<Long> pids = new ArrayList<>(List.of(pid));
        ProcessHandle.of(pid).ifPresent(process -> process.descendants().forEach(each -> pids.add(each.pid())));
        for (Path entrance : entrances()) {
            for (long each : pids) {
                try {
                    Files.writeString(entrance, Long.toString(each));
                } catch (IOException e) {
                    LOG.debug("{} of {}: {}", each, entrance, e.toString()); // it has just ended
                }
            }
        }
    }

    /** Whether the kernel has ended one of its processes because they took too much memory together. */
    boolean wasShortOfMemory() {
        for (Path directory : directories) {
            for (String file : List.of("memory.events", "memory.oom_control")) {
                Matcher killed = KILLED.matcher(read(directory.resolve(file)));
                if (killed.find() && !killed.group(1).equals("0")) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isEmpty() {
        return processes().isEmpty();
    }

    /** Ends its processes by force, and removes it. Idempotent. */
    void end() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        forbidForks();
        while (!killed() && System.nanoTime() < end) {
            pause();
        }
        while (!removed() && System.nanoTime() < end) {
            pause();
        }
        if (!removed()) {
            LOG.warn("The control group {} cannot be removed: processes {} are in it", directories, processes());
        }
    }

    /** So that those that are killed are not replaced faster than they are found. */
    private void forbidForks() {
        for (Path directory : directories) {
            Path most = directory.resolve("pids.max");
            if (Files.exists(most)) {
                try {
                    Files.writeString(most, "0");
                } catch (IOException e) {
                    LOG.debug("{}: {}", most, e.toString()); // it has just gone
                }
            }
        }
    }

    private boolean killed() {
        Set<Long> processes = processes();
        for (long pid : processes) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        return processes.isEmpty();
    }

    Set<Long> processes() {
        Set<Long> processes = new HashSet<>();
        for (Path entrance : entrances()) {
            read(entrance).lines().map(Long::valueOf).forEach(processes::add);
        }
        return processes;
    }

    private boolean removed() {
        boolean removed = true;
        for (Path directory : directories) {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                removed = false;
            } catch (IOException e) {
                removed = false; // the kernel says busy until the last process is reaped
            }
        }
        return removed;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            LOG.debug("{}: {}", file, e.toString());
            return "";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
