package dev.shuttle.controlplane.log;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads several logs as one, by time, and goes on with what is written to them. A log is opened when the time of its
 * first line comes. For one thread.
 */
public final class MergedLogReader implements Closeable {
    /** Those with a line that is next, or that are not open yet. */
    private final PriorityQueue<Part> ready = new PriorityQueue<>(Comparator.comparing(Part::at));

    /** Those that were read to their end, for now. */
    private final List<Part> waiting = new ArrayList<>();

    private Set<DeploymentLog> live = Set.of();

    /** Reads from there on. */
    public MergedLogReader(Collection<LogStart> starts) {
        starts.forEach(this::add);
    }

    /** Reads one more log. */
    public void add(LogStart start) {
        ready.add(new Part(start));
    }

    /** The oldest line that is there and was not read yet; empty at the end, for now. */
    public Optional<LogReader.Entry> next() throws IOException {
        poll();
        while (!ready.isEmpty()) {
            Part part = ready.remove();
            Optional<LogReader.Entry> taken = Optional.ofNullable(part.head);
            advance(part);
            if (taken.isPresent()) {
                return taken;
            }
        }
        return Optional.empty();
    }

    private void advance(Part part) throws IOException {
        if (part.advance()) {
            ready.add(part);
        } else if (live.contains(part.start.log())) {
            waiting.add(part);
        } else {
            part.close();
        }
    }

    private void poll() throws IOException {
        if (!ready.isEmpty()) {
            return;
        }
        for (Iterator<Part> parts = waiting.iterator(); parts.hasNext(); ) {
            Part part = parts.next();
            if (part.advance()) {
                parts.remove();
                ready.add(part);
            }
        }
    }

    /** Says to which logs something may still be written; others are closed at their end. */
    public void live(Set<DeploymentLog> growing) throws IOException {
        live = growing;
        for (Iterator<Part> parts = waiting.iterator(); parts.hasNext(); ) {
            Part part = parts.next();
            if (!live.contains(part.start.log())) {
                parts.remove();
                part.close();
            }
        }
    }

    /** Waits until the log that was read last has grown, or somebody wakes its readers. */
    public void await(long millis) throws InterruptedException {
        if (waiting.isEmpty()) {
            Thread.sleep(millis);
        } else {
            waiting.get(waiting.size() - 1).reader().await(millis);
        }
    }

    /** How often readers of these logs were woken; another number than before says that they were. */
    public long wakes() {
        return Stream.concat(ready.stream(), waiting.stream())
                .mapToLong(part -> part.start.log().wakes())
                .sum();
    }

    /** Waits that long, whatever is written, unless readers were woken since there was that number of wakes. */
    public void pause(long millis, long wakes) throws InterruptedException {
        if (wakes() == wakes) {
            if (waiting.isEmpty()) {
                Thread.sleep(millis);
            } else {
                waiting.get(waiting.size() - 1).start.log().pause(millis);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Part part : ready) {
            part.close();
        }
        for (Part part : waiting) {
            part.close();
        }
    }

    private static final class Part {
        private final LogStart start;
        private @Nullable LogReader reader;
        private LogReader.@Nullable Entry head;

        Part(LogStart start) {
            this.start = start;
        }

        Instant at() {
            return head == null ? start.at() : head.at();
        }

        LogReader reader() {
            LogReader opened = reader == null ? new LogReader(start.log(), start.position()) : reader;
            reader = opened;
            return opened;
        }

        boolean advance() throws IOException {
            head = reader().next().orElse(null);
            return head != null;
        }

        void close() throws IOException {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
