package dev.shuttle.controlplane.log;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the last wanted lines of several logs begin: reads them backwards, merged by time, and keeps positions and
 * no lines. A log is opened only when its time comes, so few are open at once. For one thread.
 */
public final class LogTail {
    /** For {@code most}. */
    public static final long ALL = Long.MAX_VALUE;

    private final LogFilter filter;
    private final long most;
    private final Pulse pulse;

    /** Told after each line that was read, since a search may take long. */
    public interface Pulse {
        void beat() throws IOException;
    }

    /** At most so many lines. */
    public LogTail(LogFilter filter, long most, Pulse pulse) {
        this.filter = filter;
        this.most = most;
        this.pulse = pulse;
    }

    /** Where to begin in each log; at its end in one that has none of the lines. */
    public List<LogStart> starts(Collection<DeploymentLog> logs) throws IOException {
        if (most == ALL && filter.since() == null) {
            List<LogStart> beginnings = new ArrayList<>();
            for (DeploymentLog log : logs) {
                beginnings.add(beginning(log));
            }
            return beginnings;
        }
        PriorityQueue<Part> parts =
                new PriorityQueue<>(Comparator.comparing(Part::newest).reversed());
        List<Part> all = new ArrayList<>();
        try {
            for (DeploymentLog log : logs) {
                all.add(new Part(log));
            }
            parts.addAll(all);
            collect(parts);
        } finally {
            for (Part part : all) {
                part.close();
            }
        }
        return all.stream().map(Part::start).toList();
    }

    private static LogStart beginning(DeploymentLog log) throws IOException {
        try (LogReader reader = new LogReader(log, 0)) {
            return new LogStart(log, 0, reader.next().map(LogReader.Entry::at).orElseGet(log::lastWritten));
        }
    }

    private void collect(PriorityQueue<Part> parts) throws IOException {
        long count = 0;
        while (!parts.isEmpty() && count < most) {
            Part next = parts.remove();
            if (next.isOpen()) {
                next.take();
                count++;
            }
            if (next.advance()) {
                parts.add(next);
            }
        }
    }

    /** One log, of which the newest line that was not taken is known, or a time that none of its lines is behind. */
    private final class Part {
        private final DeploymentLog log;
        private @Nullable BackwardLogReader reader;
        private BackwardLogReader.@Nullable Entry next;
        private Instant newest;
        private LogStart start;

        Part(DeploymentLog log) {
            this.log = log;
            this.newest = log.lastWritten();
            this.start = new LogStart(log, log.end(), newest);
        }

        Instant newest() {
            return newest;
        }

        LogStart start() {
            return start;
        }

        boolean isOpen() {
            return next != null;
        }

        void take() {
            if (next != null) {
                start = new LogStart(log, next.position(), next.line().at());
            }
        }

        /** Goes to the wanted line before; false if there is none. */
        boolean advance() throws IOException {
            if (filter.since() != null && newest.isBefore(filter.since())) {
                return false;
            }
            BackwardLogReader from = reader == null ? new BackwardLogReader(log) : reader;
            reader = from;
            for (Optional<BackwardLogReader.Entry> entry = from.previous();
                    entry.isPresent();
                    entry = from.previous()) {
                pulse.beat();
                if (filter.isBefore(entry.get().line())) {
                    break;
                }
                if (filter.accepts(entry.get().line())) {
                    next = entry.get();
                    newest = entry.get().line().at();
                    return true;
                }
            }
            close();
            return false;
        }

        void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
