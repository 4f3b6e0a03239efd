package dev.shuttle.controlplane.http;

import dev.shuttle.controlplane.auth.ApiKeys;
import dev.shuttle.controlplane.deployment.Overview;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.protocol.Key;
import io.javalin.http.Context;
import java.io.IOException;

/** Logs: what is there, or as it comes, for the API and the console. */
public final class LogRoutes {
    /** Each follower holds a thread. */
    private static final int FOLLOWERS = 128;

    private final ApiKeys keys;
    private final Overview overview;
    private final DeploymentLogs logs;
    private final ConcurrencyLimit readers = new ConcurrencyLimit(FOLLOWERS, "readers of logs");

    /** Of these. */
    public LogRoutes(ApiKeys keys, Overview overview, DeploymentLogs logs) {
        this.keys = keys;
        this.overview = overview;
        this.logs = logs;
    }

    /** The log of a deployment. */
    public void ofDeployment(Context ctx) throws Exception {
        String project = ctx.pathParam("project");
        String id = ctx.pathParam("id");
        overview.get(project, id);
        LogQuery query = LogQuery.of(ctx);
        withPlace(ctx, () -> stream(ctx, query).ofDeployment(project, id));
    }

    /** The logs of all deployments, by time; a follower goes on with those that come. */
    public void ofProject(Context ctx) throws Exception {
        String project = ctx.pathParam("project");
        overview.project(project);
        LogQuery query = LogQuery.of(ctx).continuedByTime();
        withPlace(ctx, () -> stream(ctx, query).ofProject(project));
    }

    private interface Sending {
        void run() throws IOException, InterruptedException;
    }

    private void withPlace(Context ctx, Sending sending) throws Exception {
        readers.around(unused -> {
                    try {
                        sending.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .handle(ctx);
    }

    private LogStream stream(Context ctx, LogQuery query) throws IOException {
        ctx.contentType(query.format().contentType());
        ctx.header("Cache-Control", "no-store");
        ctx.header("X-Accel-Buffering", "no");
        // Not Javalin's own stream, whose flush() does nothing: lines must leave as they come.
        Key key = Guard.keyOf(ctx);
        return new LogStream(overview, logs, query, ctx.res().getOutputStream(), () -> keys.isValid(key));
    }
}
