package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The processes of accounts, by {@code /proc}: a re-parented process still has its user. */
final class OwnProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(OwnProcesses.class);

    /** Killed processes end at once, unless the kernel is busy with them. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private OwnProcesses() {}

    /** Ends by force all that run as one of them, until none is left. */
    static void end(List<OsUser> accounts) {
        Set<Integer> uids = accounts.stream().map(OsUser::uid).collect(Collectors.toSet());
        long end = System.nanoTime() + PATIENCE.toNanos();
        Set<Integer> left = uids.isEmpty() ? Set.of() : running(uids);
        while (!left.isEmpty() && System.nanoTime() < end) {
            left.forEach(OwnProcesses::killAll);
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
        ShortCommand.run(command);
    }

    private static Set<Integer> running(Set<Integer> uids) {
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                found.add(uid(process));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("The processes of this machine cannot be listed: {}", e.toString());
        }
        return found.stream().filter(uids::contains).collect(Collectors.toSet());
    }

    /** The real user; a process can hide the owner of its directory, and not this. -1 for one that has ended. */
    private static int uid(Path process) {
        try {
            String status = Files.readString(process.resolve("status"), StandardCharsets.ISO_8859_1);
            if (status.contains("\nState:\tZ") || status.contains("\nState:\tX")) {
                return -1;
            }
            int at = status.indexOf("\nUid:\t") + 6;
            return Integer.parseInt(status.substring(at, status.indexOf('\t', at)));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return -1;
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
