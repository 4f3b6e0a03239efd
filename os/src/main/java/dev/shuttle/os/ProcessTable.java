package dev.shuttle.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Time and memory that processes have taken, with all that they have started: one look at {@code /proc} for any number of them, see proc(5).
 * Elsewhere than on Linux it is empty. Immutable.
 */
public final class ProcessTable {
    /** Of {@code USER_HZ}, which is 100 for user space on each platform that the JDK runs on. */
    private static final long MILLIS_OF_A_TICK = 10;

    private static final long USUAL_PAGE = 4096;

    /** {@code AT_PAGESZ} in {@code /proc/self/auxv}. */
    private static final long PAGE_SIZE_KEY = 6;

    /** Generations of processes; more is a loop in numbers that were used again meanwhile. */
    private static final int GENERATIONS = 64;

    private static final long PAGE = pageSize();

    private final Map<Long, Entry> entries = new HashMap<>();

    /**
     * Taken by one process and its descendants.
     *
     * @param cpuMillis time on processors, of ended children too whose parent has taken note
     * @param residentBytes memory in use; what several processes share counts for each
     */
    public record Use(long cpuMillis, long residentBytes) {
        private Use plus(Entry entry) {
            return new Use(cpuMillis + entry.cpuMillis, residentBytes + entry.residentBytes);
        }
    }

    private record Entry(long parent, long session, long cpuMillis, long residentBytes) {}

    private ProcessTable() {}

    /** As of now. */
    public static ProcessTable read() {
        ProcessTable table = new ProcessTable();
        for (long pid : ProcFs.pids()) {
            @Nullable Entry entry = entry(ProcFs.stat(pid));
            if (entry != null) {
                table.entries.put(pid, entry);
            }
        }
        return table;
    }

    /** The fields are those behind the name: state is 0, so each is three less than in proc(5). */
    private static @Nullable Entry entry(String[] stat) {
        if (stat.length < 22) {
            return null;
        }
        long ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Math.max(0, Long.parseLong(stat[i]));
        }
        return new Entry(
                Long.parseLong(stat[1]),
                Long.parseLong(stat[3]),
                ticks * MILLIS_OF_A_TICK,
                Long.parseLong(stat[21]) * PAGE);
    }

    /**
     * Taken by each of some processes, with those that it has started, and with those of its session whose own parent
     * is gone.
     *
     * @param roots pids
     * @return those that are there
     */
    public Map<Long, Use> of(Collection<Long> roots) {
        Set<Long> wanted = new HashSet<>(roots);
        Map<Long, Use> sums = new HashMap<>();
        entries.forEach((pid, entry) -> {
            long root = rootOf(pid, wanted);
            if (root > 0) {
                sums.put(root, sums.getOrDefault(root, new Use(0, 0)).plus(entry));
            }
        });
        return sums;
    }

    /** 0 if it belongs to none. */
    private long rootOf(long pid, Set<Long> roots) {
        long at = pid;
        for (int i = 0; i < GENERATIONS; i++) {
            if (roots.contains(at)) {
                return at;
            }
            @Nullable Entry entry = entries.get(at);
            if (entry == null) {
                return 0;
            }
            if (roots.contains(entry.session)) {
                return entry.session;
            }
            at = entry.parent;
        }
        return 0;
    }

    private static long pageSize() {
        try {
            ByteBuffer vector = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 2 * Long.BYTES) {
                long key = vector.getLong();
                long value = vector.getLong();
                if (key == PAGE_SIZE_KEY) {
                    return value;
                }
            }
        } catch (IOException e) {
            // Not on Linux, where nothing is read either.
        }
        return USUAL_PAGE;
    }
}
