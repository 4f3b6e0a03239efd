package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.controlplane.log.DeploymentLog;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LogReader;
import dev.shuttle.controlplane.log.LogStart;
import dev.shuttle.controlplane.log.LogTail;
import dev.shuttle.controlplane.log.MergedLogReader;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends a deployment's log, or those of all of a project's deployments, to one client. NDJSON and plain text: what is
 * there, with {@code follow} on and on. Events: until the deployment, or the newest one, serves or has ended, with
 * {@code follow} on and on. For one thread, once.
 */
final class LogStream {
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** Lines in this time go together: less than a person notices. */
    private static final long ROUND_MILLIS = 100;

    private static final int BUFFER = 64 * 1024;

    /** How soon a client that went away is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** How soon a stream ends whose key was revoked. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    /** A follower that wants more comes again with the last event's id. */
    private static final Duration LONGEST = Duration.ofHours(6);

    /** Of a project's deployments: more are not in work at the same time. */
    private static final int NEWEST = 20;

    private final Overview overview;
    private final DeploymentLogs logs;
    private final LogQuery query;
    private final OutputStream out;
    private final BooleanSupplier allowed;
    private long asked = System.nanoTime();
    private boolean revoked;
    private final Map<String, DeploymentState> known = new HashMap<>();
    private final long begun = System.nanoTime();
    private long written = System.nanoTime();
    private boolean ended;
    private long lastId;
    private long prefixId = -1;
    private byte[] prefix = {};

    /** {@code allowed} says, now and then, whether its key is still valid: a stream ends with it. */
    LogStream(Overview overview, DeploymentLogs logs, LogQuery query, OutputStream out, BooleanSupplier allowed) {
        this.allowed = allowed;
        this.overview = overview;
        this.logs = logs;
        this.query = query;
        this.out = new BufferedOutputStream(out, BUFFER);
    }

    /** Events have the position behind a line as their id; a reader goes on from there. */
    void ofDeployment(String project, String id) throws IOException, InterruptedException {
        DeploymentLog log = logs.of(project, id);
        lastId = query.lastEventId();
        List<LogStart> starts = lastId > 0 ? List.of(new LogStart(log, lastId, Instant.MIN)) : starts(Set.of(log));
        send(project, () -> List.of(overview.get(project, id)), starts, true);
    }

    /** Events have the time of a line as their id, in milliseconds; a reader goes on with the lines of that time. */
    void ofProject(String project) throws IOException, InterruptedException {
        lastId = query.lastEventId();
        Supplier<List<Deployment>> newest =
                () -> overview.list(project, null, NEWEST).items();
        for (Deployment deployment : newest.get()) {
            known.put(deployment.id(), deployment.state());
            if (!deployment.state().isFinal()) {
                // The one that is written to, and wakes its readers.
                logs.of(project, deployment.id());
            }
        }
        List<LogStart> starts = starts(logs.ofProject(project).values());
        send(project, newest, starts, false);
    }

    private List<LogStart> starts(Collection<DeploymentLog> all) throws IOException {
        return new LogTail(query.filter(), query.lines(), this::heartbeat).starts(all);
    }

    private void send(String project, Supplier<List<Deployment>> deployments, List<LogStart> starts, boolean single)
            throws IOException, InterruptedException {
        try (MergedLogReader reader = new MergedLogReader(starts)) {
            boolean first = true;
            Set<DeploymentLog> live = Set.of();
            List<Deployment> now = List.of();
            long wakes = 0;
            long looked = 0;
            while (true) {
                long round = System.nanoTime();
                // The states first: the lines that led to them are in the logs before them.
                if (first
                        || reader.wakes() != wakes
                        || round - looked > TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS)) {
                    wakes = reader.wakes();
                    looked = round;
                    now = deployments.get();
                    if (!first && !single) {
                        addNew(project, now, reader);
                    }
                    // One that has ended since has last lines.
                    Set<DeploymentLog> still = live(project, now);
                    reader.live(Stream.concat(live.stream(), still.stream()).collect(Collectors.toSet()));
                    live = still;
                }
                sendLines(reader, single);
                tellStates(now, first);
                out.flush();
                if (isOver(now, single)) {
                    return;
                }
                reader.live(live);
                heartbeat();
                reader.await(LOOK_AGAIN_MILLIS);
                pace(reader, round, wakes);
                first = false;
            }
        } catch (NotFoundException e) {
            // Deleted meanwhile.
        }
    }

    /** Lines that come one after the other are sent some at a time: each sending wakes a thread and the client. */
    private static void pace(MergedLogReader reader, long round, long wakes) throws InterruptedException {
        long left = ROUND_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - round);
        if (left > 0) {
            reader.pause(left, wakes);
        }
    }

    private void addNew(String project, List<Deployment> now, MergedLogReader reader) {
        for (Deployment deployment : now) {
            if (!known.containsKey(deployment.id())) {
                reader.add(new LogStart(logs.of(project, deployment.id()), 0, deployment.createdAt()));
            }
        }
    }

    private Set<DeploymentLog> live(String project, List<Deployment> now) {
        return now.stream()
                .filter(deployment -> !deployment.state().isFinal())
                .map(deployment -> logs.of(project, deployment.id()))
                .collect(Collectors.toSet());
    }

    private void tellStates(List<Deployment> now, boolean first) throws IOException {
        List<Deployment> oldestFirst = new ArrayList<>(now);
        Collections.reverse(oldestFirst);
        for (Deployment deployment : oldestFirst) {
            boolean changed = known.put(deployment.id(), deployment.state()) != deployment.state();
            boolean begins = first && (!deployment.state().isFinal() || deployment.equals(now.get(0)));
            if (query.isEvents() && (changed || begins)) {
                write(LogFormat.event("state", deployment, lastId));
            }
        }
        if (query.isEvents() && !ended && !now.isEmpty() && isSettled(now.get(0))) {
            write(LogFormat.event("end", now.get(0), lastId));
            ended = true;
        }
    }

    private boolean isOver(List<Deployment> now, boolean single) {
        if (single && now.get(0).state().isFinal()) {
            return true;
        }
        boolean wantsMore = query.follow() || (query.isEvents() && !ended && !now.isEmpty());
        return !wantsMore || isTooLong() || isRevoked();
    }

    private boolean isRevoked() {
        if (!revoked && System.nanoTime() - asked > ASK_AGAIN.toNanos()) {
            asked = System.nanoTime();
            revoked = !allowed.getAsBoolean();
        }
        return revoked;
    }

    private boolean isTooLong() {
        return System.nanoTime() - begun > LONGEST.toNanos();
    }

    private static boolean isSettled(Deployment deployment) {
        return deployment.startedAt() != null || deployment.state().isFinal();
    }

    private void sendLines(MergedLogReader reader, boolean single) throws IOException {
        Optional<LogReader.Entry> next = reader.next();
        while (next.isPresent() && !isTooLong() && !isRevoked()) {
            LogReader.Entry entry = next.get();
            lastId = single ? entry.next() : Math.max(lastId, entry.at().toEpochMilli());
            if (query.filter().accepts(entry)) {
                if (lastId != prefixId) {
                    prefixId = lastId;
                    prefix = query.format().prefix(lastId);
                }
                query.format().write(entry, prefix, out);
                written = System.nanoTime();
            } else {
                heartbeat();
            }
            next = reader.next();
        }
    }

    private void heartbeat() throws IOException {
        if (System.nanoTime() - written > HEARTBEAT.toNanos()) {
            switch (query.format()) {
                case EVENTS -> write(":\n\n");
                case NDJSON -> write("\n");
                case PLAIN -> written = System.nanoTime();
            }
            out.flush();
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        written = System.nanoTime();
    }
}
