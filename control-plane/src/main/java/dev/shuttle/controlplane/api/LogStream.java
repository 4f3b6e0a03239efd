package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.fault.NotFoundException;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.LogReader;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a log to one client. NDJSON and plain text: what is there, with {@code follow} on and on. Events: until the
 * deployment serves or has ended, with {@code follow} on and on.
 */
final class LogStream {
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** How soon a client that went away is noticed. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A follower that wants more comes again with the last event's id. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private final Overview overview;
    private final DeploymentLogs logs;
    private final LogFormat format;
    private final boolean follow;
    private final @Nullable String source;
    private final OutputStream out;
    private final long begun = System.nanoTime();
    private long written = System.nanoTime();

    LogStream(
            Overview overview,
            DeploymentLogs logs,
            LogFormat format,
            boolean follow,
            @Nullable String source,
            OutputStream out) {
        this.overview = overview;
        this.logs = logs;
        this.format = format;
        this.follow = follow;
        this.source = source;
        this.out = out;
    }

    /**
     * Sends one deployment's log.
     *
     * @return whether a follower should go on with what comes after it
     */
    boolean run(String project, String id, long position) throws IOException, InterruptedException {
        try (LogReader reader = new LogReader(logs.of(project, id), position)) {
            return send(reader, project, id, position);
        } catch (NotFoundException e) {
            return false;
        }
    }

    private boolean send(LogReader reader, String project, String id, long from)
            throws IOException, InterruptedException {
        @Nullable DeploymentState known = null;
        boolean ended = false;
        long position = from;
        while (true) {
            // The state first: the lines that led to it are in the log before it.
            Deployment now = overview.get(project, id);
            position = sendLines(reader, position);
            if (format == LogFormat.EVENTS && now.state() != known) {
                write(LogFormat.event("state", now, position));
                known = now.state();
            }
            if (format == LogFormat.EVENTS && !ended && isSettled(now)) {
                write(LogFormat.event("end", now, position));
                ended = true;
            }
            out.flush();
            if (now.state().isFinal()) {
                return follow;
            }
            if (isEnough(ended)) {
                return false;
            }
            heartbeat();
            reader.await(LOOK_AGAIN_MILLIS);
        }
    }

    private boolean isEnough(boolean ended) {
        boolean wantsMore = follow || (format == LogFormat.EVENTS && !ended);
        return !wantsMore || System.nanoTime() - begun > LONGEST.toNanos();
    }

    private static boolean isSettled(Deployment deployment) {
        return deployment.startedAt() != null || deployment.state().isFinal();
    }

    private long sendLines(LogReader reader, long position) throws IOException {
        long next = position;
        for (Optional<LogReader.Entry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            next = entry.get().next();
            if (source == null || source.equals(entry.get().line().source())) {
                write(format.encode(entry.get()));
            }
        }
        return next;
    }

    private void heartbeat() throws IOException {
        if (System.nanoTime() - written > HEARTBEAT.toNanos()) {
            switch (format) {
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
