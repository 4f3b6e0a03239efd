package dev.shuttle.controlplane.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The end of a log, for who has only a failure's message before them. */
public final class LastLines {
    /** Read back from the end: more than that many lines of ordinary length. */
    private static final long WINDOW_BYTES = 256 << 10;

    /** So that all of them fit into a message that is stored. */
    private static final int LONGEST_LINE = 160;

    private LastLines() {}

    /**
     * The last lines that one source wrote.
     *
     * @param log of a deployment
     * @param source {@code build} or {@code service}
     * @param most how many at most
     * @return the newest last, each cut after 160 characters; none if the log cannot be read
     */
    public static List<String> of(DeploymentLog log, String source, int most) {
        Deque<String> last = new ArrayDeque<>();
        try (LogReader reader = new LogReader(log, Math.max(0, log.end() - WINDOW_BYTES))) {
            for (Optional<LogReader.Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().line().source().equals(source)) {
                    last.add(cut(next.get().line().line()));
                    if (last.size() > most) {
                        last.remove();
                    }
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return List.copyOf(last);
    }

    private static String cut(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
