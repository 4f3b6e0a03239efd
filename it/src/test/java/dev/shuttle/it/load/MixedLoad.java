package dev.shuttle.it.load;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * 64 connections to the app {@code traffic} that ask in every way at once, until closed. What is answered otherwise than
 * it should be, not whole, not at all, or by a version that does not serve, is lost; so is an HTTP connection that the
 * proxy closes. Thread-safe.
 */
public final class MixedLoad implements AutoCloseable {
    /** Far below what the proxy can do: this is about loss, and the builds need the cores. */
    private static final long PAUSE_MILLIS = 200;

    private static final long PIPELINE_PAUSE_MILLIS = 800;
    private static final long PAUSE_AFTER_LOSS_MILLIS = 200;
    private static final long END_MILLIS = 60_000;

    private final URI server;
    private final String host;
    private final Versions versions;
    private final List<Worker> workers = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private volatile boolean going = true;

    private record Worker(ConnectionRecord seen, Kind kind, Thread thread) {}

    /**
     * Begins.
     *
     * @param proxy the proxy's address
     * @param project whose host is asked for
     * @param label what the serving version calls itself
     */
    public MixedLoad(URI proxy, String project, String label) {
        server = proxy;
        host = project + ".localhost";
        versions = new Versions(label);
        add(24, seen -> new Gets(seen, 1, PAUSE_MILLIS));
        add(8, seen -> new Gets(seen, 8, PIPELINE_PAUSE_MILLIS));
        add(12, seen -> new Uploads(seen, false));
        add(4, seen -> new Uploads(seen, true));
        add(8, seen -> new LongDownloads(seen, seen.connection() % 2 == 0));
        add(8, WebSockets::new);
        workers.forEach(worker -> worker.thread.start());
    }

    private void add(int connections, Function<ConnectionRecord, Kind> kinds) {
        for (int i = 0; i < connections; i++) {
            ConnectionRecord seen = new ConnectionRecord(workers.size(), versions);
            Kind kind = kinds.apply(seen);
            Thread thread = new Thread(() -> work(kind, seen), "load " + workers.size() + " " + kind.name());
            thread.setDaemon(true);
            workers.add(new Worker(seen, kind, thread));
        }
    }

    private void work(Kind kind, ConnectionRecord seen) {
        while (going) {
            try (HttpConnection connection = new HttpConnection(server, host)) {
                talk(kind, connection);
            } catch (IOException e) {
                lost.add(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + kind.name() + " " + seen.connection()
                        + " after " + seen.answers() + ": " + e.getMessage());
                pause(PAUSE_AFTER_LOSS_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void talk(Kind kind, HttpConnection connection) throws IOException, InterruptedException {
        kind.begin(connection);
        while (going) {
            long pause = kind.converse(connection);
            if (pause < 0) {
                return;
            }
            Thread.sleep(pause);
        }
        kind.end(connection);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Says which versions may answer from now on; a request that began before may be answered by those before.
     *
     * @param labels what they call themselves
     */
    public void allow(String... labels) {
        versions.allow(labels);
    }

    /** Whether some connection has been answered by that version last. */
    public boolean anySaw(String label) {
        return workers.stream().anyMatch(worker -> worker.seen.last().equals(label));
    }

    /** The connections that were answered by another version last, each with that. */
    public List<String> notYet(String label) {
        return workers.stream()
                .filter(worker -> !worker.seen.last().equals(label))
                .map(worker -> worker.thread.getName() + ": " + worker.seen.last())
                .toList();
    }

    /** One line for each loss, with its time. */
    public List<String> lost() {
        return List.copyOf(lost);
    }

    /** How many WebSockets were told to go away. */
    public long goodbyes() {
        return sum(ConnectionRecord::goodbyes);
    }

    /** How many answers were finished by a version that had been replaced meanwhile. */
    public long straddling() {
        return sum(ConnectionRecord::straddling);
    }

    public long answers() {
        return sum(ConnectionRecord::answers);
    }

    private long sum(ToLongFunction<ConnectionRecord> what) {
        return workers.stream().map(Worker::seen).mapToLong(what).sum();
    }

    /** The counts, in a line. */
    public String report() {
        Map<String, Long> kinds = workers.stream()
                .collect(Collectors.groupingBy(
                        worker -> worker.kind.name(),
                        TreeMap::new,
                        Collectors.summingLong(worker -> worker.seen.answers())));
        return "%d connections, answered %s; %d finished by a version already replaced; %d WebSockets told 1001 (%d with a message under way); %d lost"
                .formatted(
                        workers.size(), kinds, straddling(), goodbyes(), sum(ConnectionRecord::crossings), lost.size());
    }

    /** Lets what is under way end. */
    @Override
    public void close() throws InterruptedException {
        going = false;
        long end = System.nanoTime() + END_MILLIS * 1_000_000;
        for (Worker worker : workers) {
            worker.thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
    }
}
