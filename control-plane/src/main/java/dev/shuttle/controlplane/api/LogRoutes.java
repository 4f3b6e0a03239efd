package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.log.DeploymentLogs;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs: what is there, or as it comes. */
final class LogRoutes {
    /** Each follower holds a thread. */
    private static final int FOLLOWERS = 128;

    private final Overview overview;
    private final DeploymentLogs logs;
    private final ConcurrencyLimit readers = new ConcurrencyLimit(FOLLOWERS, "readers of logs");

    LogRoutes(Overview overview, DeploymentLogs logs) {
        this.overview = overview;
        this.logs = logs;
    }

    void ofDeployment(Context ctx) throws Exception {
        String project = ctx.pathParam("project");
        String id = ctx.pathParam("id");
        overview.get(project, id);
        withPlace(ctx, () -> stream(ctx).run(project, id, lastEventId(ctx)));
    }

    /** The log of what serves; a follower goes on with the one that comes after it. */
    void ofProject(Context ctx) throws Exception {
        String project = ctx.pathParam("project");
        Optional<String> first = overview.speaker(project);
        LogStream stream = stream(ctx);
        withPlace(ctx, () -> {
            Optional<String> id = first;
            while (id.isPresent() && stream.run(project, id.get(), 0)) {
                Optional<String> next = overview.speaker(project);
                id = next.equals(id) ? Optional.empty() : next;
            }
        });
    }

    private interface Following {
        void run() throws IOException, InterruptedException;
    }

    private void withPlace(Context ctx, Following following) throws Exception {
        readers.around(unused -> {
                    try {
                        following.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .handle(ctx);
    }

    private LogStream stream(Context ctx) throws IOException {
        LogFormat format = LogFormat.of(ctx.header("Accept"));
        ctx.contentType(format.contentType());
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no");
        return new LogStream(
                overview,
                logs,
                format,
                "true".equals(ctx.queryParam("follow")),
                source(ctx.queryParam("source")),
                // Not Javalin's own stream, whose flush() does nothing: lines must leave as they come.
                ctx.res().getOutputStream());
    }

    private static @Nullable String source(@Nullable String source) {
        if (source == null || source.equals("build") || source.equals("service") || source.equals("shuttle")) {
            return source;
        }
        throw ProblemException.unprocessable(
                "The parameter source, or -Dshuttle.source, must be build, service or shuttle.");
    }

    private static long lastEventId(Context ctx) {
        try {
            @Nullable String id = ctx.header("Last-Event-ID");
            return id == null ? 0 : Math.max(0, Long.parseLong(id));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
