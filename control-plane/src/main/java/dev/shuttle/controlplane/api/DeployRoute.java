package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.ProjectFullException;
import dev.shuttle.controlplane.deployment.QueueFullException;
import dev.shuttle.controlplane.deployment.Upload;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.http.ConcurrencyLimit;
import dev.shuttle.controlplane.http.Guard;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.project.OriginClaim;
import dev.shuttle.controlplane.project.OtherOriginException;
import dev.shuttle.controlplane.project.SourceOrigin;
import dev.shuttle.os.PrintableText;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code POST /deploy}: takes an archive, and puts it into the queue. */
final class DeployRoute {
    private static final int LONGEST_MODULE = 200;
    private static final int LONGEST_MAIN = 500;
    private static final int LONGEST_ARGUMENTS = 4000;
    private static final int LONGEST_GIT = 100;

    /** Refused bodies that are read all the same; beyond that, their connection is closed. */
    private static final int DISCARDED_AT_A_TIME = 8;

    private final Deployments deployments;
    private final Uploads uploads;
    private final ConcurrencyLimit discards = new ConcurrencyLimit(DISCARDED_AT_A_TIME, "refused uploads");

    DeployRoute(Deployments deployments, Uploads uploads) {
        this.deployments = deployments;
        this.uploads = uploads;
    }

    void handle(Context ctx) throws Exception {
        try {
            accept(ctx);
        } catch (ProblemException e) {
            if (e.status() == 408) {
                ctx.header("Connection", "close");
            } else {
                discard(ctx);
            }
            throw e;
        } catch (BadProjectNameException
                | QueueFullException
                | ProjectFullException
                | OtherOriginException
                | InvalidException e) {
            discard(ctx);
            throw e;
        }
    }

    private void discard(Context ctx) throws Exception {
        try {
            if (discards.run(ctx, each -> uploads.discard(each.bodyInputStream()))
                    .isPresent()) {
                ctx.header("Connection", "close");
            }
        } catch (ProblemException e) {
            ctx.header("Connection", "close");
        }
    }

    private void accept(Context ctx) throws IOException, InterruptedException {
        ProjectName project = project(ctx);
        Upload.Options options = new Upload.Options(
                flag(ctx, "derived"),
                bounded(ctx, "module", LONGEST_MODULE),
                bounded(ctx, "mavenArgs", LONGEST_ARGUMENTS),
                bounded(ctx, "main", LONGEST_MAIN),
                bounded(ctx, "args", LONGEST_ARGUMENTS),
                java(ctx));
        OriginClaim claim = claim(ctx);
        deployments.requireOrigin(project, claim);
        deployments.requireRoomFor(project);
        deployments.requireRoomInQueue();
        uploads.announce(ctx.req().getContentLengthLong());
        Path archive = uploads.newFile();
        try {
            String digest = uploads.receive(ctx.bodyInputStream(), archive);
            Upload upload = new Upload(archive, digest, options, flag(ctx, "force"), git(ctx));
            Deployment deployment = deployments.submit(project, upload, claim);
            Guard.began(ctx, deployment.id());
            ctx.status(deployment.unchanged() == null ? 202 : 200);
            ctx.header("Location", "/projects/" + project.value() + "/deployments/" + deployment.id());
            ctx.json(deployment);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static ProjectName project(Context ctx) {
        @Nullable String name = ctx.queryParam("project");
        if (name == null || name.isEmpty()) {
            throw ProblemException.unprocessable("The project is missing; add ?project=NAME.");
        }
        return new ProjectName(name);
    }

    private static OriginClaim claim(Context ctx) {
        return new OriginClaim(
                SourceOrigin.parse(ctx.queryParam("origin")).orElse(null),
                flag(ctx, "named"),
                ctx.queryParam("confirm"),
                Guard.keyOf(ctx).name());
    }

    private static @Nullable Integer java(Context ctx) {
        @Nullable String value = ctx.queryParam("java");
        if (value == null || value.isBlank()) {
            return null;
        }
        if (!value.matches("[1-9]\\d{0,2}")) {
            throw ProblemException.unprocessable("The parameter java must be a feature version of Java, such as 21.");
        }
        return Integer.valueOf(value);
    }

    private static boolean flag(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value != null && (value.isEmpty() || value.equals("true"));
    }

    private static @Nullable String bounded(Context ctx, String name, int longest) {
        @Nullable String value = ctx.queryParam(name);
        if (value != null && value.length() > longest) {
            throw ProblemException.unprocessable(
                    "The parameter " + name + " has " + value.length() + " characters; the limit is " + longest + ".");
        }
        return value == null || value.isBlank() ? null : value;
    }

    private static Deployment.@Nullable Git git(Context ctx) {
        @Nullable String commit = bounded(ctx, "commit", LONGEST_GIT);
        return commit == null
                ? null
                : new Deployment.Git(line(commit), line(ctx, "branch"), line(ctx, "message"), flag(ctx, "dirty"));
    }

    private static @Nullable String line(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value == null ? null : line(value);
    }

    /** Others read it in tables and pages, whose text it must not turn around. */
    private static String line(String value) {
        return PrintableText.of(value.strip().replaceAll("\\s+", " "), 500);
    }
}
