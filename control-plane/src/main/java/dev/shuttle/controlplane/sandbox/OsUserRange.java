package dev.shuttle.controlplane.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The numbers of users that are ours to give, none of which has an entry in {@code /etc/passwd}, and of groups behind them.
 *
 * @param first the lowest
 * @param projects how many projects have room: two users each
 * @param homes how many groups there are, of which each home has one
 */
record OsUserRange(int first, int projects, int homes) {

    /** In the part that systemd's list of ranges (systemd.io/UIDS-GIDS) leaves unused. */
    private static final int FREE = 1_900_000_000;

    private static final int PROJECTS = 100_000_000;

    private static final int HOMES = 40_000_000;

    /** Of those at the top, see below. */
    private static final int FEW_HOMES = 500;

    /** Below the ids of overflow users in containers (65534). */
    private static final int KEPT_AT_THE_TOP = 536;

    /** Fewer are not worth it. */
    private static final int LEAST = 1000;

    /** Of a process whose maps of users and groups say what it can become. */
    static Optional<OsUserRange> ofThisProcess() {
        try {
            return of(
                    Files.readAllLines(Path.of("/proc/self/uid_map")),
                    Files.readAllLines(Path.of("/proc/self/gid_map")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of two maps, see user_namespaces(7). */
    static Optional<OsUserRange> of(List<String> users, List<String> groups) {
        long[] both = {-1, -1};
        for (String line : users) {
            String[] map = line.strip().split("\\s+", -1);
            long from = Long.parseLong(map[0]);
            long end = from + Long.parseLong(map[2]);
            if (groups.stream().map(String::strip).anyMatch(group -> group.matches(map[0] + "\\s+\\d+\\s+" + map[2]))
                    && end > both[1]) {
                both = new long[] {from, end};
            }
        }
        return within(both[0], both[1]);
    }

    private static Optional<OsUserRange> within(long from, long end) {
        if (from <= FREE && end >= (long) FREE + 2L * PROJECTS + HOMES) {
            return Optional.of(new OsUserRange(FREE, PROJECTS, HOMES));
        }
        long half = from + (Math.min(end, FREE) - from) / 2;
        long projects = (Math.min(end, FREE) - KEPT_AT_THE_TOP - half) / 2;
        return projects < LEAST
                ? Optional.empty()
                : Optional.of(new OsUserRange((int) half, (int) projects, FEW_HOMES));
    }

    OsUser build(int number) {
        return new OsUser(first + 2 * number);
    }

    /** Whether it is one of ours, or of another home of this machine. */
    boolean contains(int uid) {
        return uid >= first && uid - first < 2L * projects;
    }

    OsUser service(int number) {
        return new OsUser(first + 2 * number + 1);
    }

    /** The group of a home, a number that follows from its path. */
    int group(Path home) {
        CRC32 sum = new CRC32();
        sum.update(home.toString().getBytes(StandardCharsets.UTF_8));
        return first + 2 * projects + (int) (sum.getValue() % homes);
    }
}
