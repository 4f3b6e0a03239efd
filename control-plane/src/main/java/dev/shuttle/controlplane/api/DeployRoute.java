package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.deployment.Deployments;
import dev.shuttle.controlplane.deployment.Upload;
import dev.shuttle.protocol.BadProjectNameException;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.ProjectName;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** {@code POST /deploy}: streams an archive to disk, counted and hashed on the way, and puts it into the queue. */
final class DeployRoute {
    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final int LONGEST_MODULE = 200;
    private static final int LONGEST_ARGUMENTS = 4000;
    private static final int LONGEST_GIT = 100;

    private final Deployments deployments;
    private final Path uploads;
    private final long maxUpload;

    DeployRoute(Deployments deployments, Path uploads, long maxUpload) {
        this.deployments = deployments;
        this.uploads = uploads;
        this.maxUpload = maxUpload;
    }

    void handle(Context ctx) throws IOException {
        try {
            accept(ctx);
        } catch (ApiException | BadProjectNameException e) {
            discard(ctx.bodyInputStream());
            throw e;
        }
    }

    /** A client that still sends while the connection is closed sees a broken pipe instead of the answer. */
    private void discard(InputStream body) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = maxUpload;
        for (int count = body.read(buffer); count > 0 && left > 0; count = body.read(buffer)) {
            left -= count;
        }
    }

    private void accept(Context ctx) throws IOException {
        ProjectName project = project(ctx);
        Upload.Options options = new Upload.Options(
                flag(ctx, "derived"),
                bounded(ctx, "module", LONGEST_MODULE),
                bounded(ctx, "mavenArgs", LONGEST_ARGUMENTS));
        if (ctx.req().getContentLengthLong() > maxUpload) {
            throw tooLarge();
        }
        Path archive = Files.createTempFile(uploads, "incoming-", ".part");
        try {
            String digest = receive(ctx.bodyInputStream(), archive);
            Upload upload = new Upload(archive, digest, options, flag(ctx, "force"), git(ctx));
            Deployment deployment = deployments.submit(project, upload);
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
            throw ApiException.unprocessable("The request does not say which project; add ?project=NAME.");
        }
        return new ProjectName(name);
    }

    private String receive(InputStream body, Path archive) throws IOException {
        MessageDigest sha256 = sha256();
        long total = 0;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(archive), sha256)) {
            for (int count = body.readNBytes(buffer, 0, BUFFER);
                    count > 0;
                    count = body.readNBytes(buffer, 0, BUFFER)) {
                if (total == 0) {
                    requireGzip(buffer, count);
                }
                total += count;
                if (total > maxUpload) {
                    throw tooLarge();
                }
                out.write(buffer, 0, count);
            }
        }
        if (total == 0) {
            throw ApiException.unprocessable(
                    "The request has no body; send the gzipped tar of the project's root, as with `tar cz . | curl"
                            + " --data-binary @- …`.");
        }
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }

    private static void requireGzip(byte[] buffer, int count) {
        if (count < 2 || (buffer[0] & 0xff) != GZIP_MAGIC_1 || (buffer[1] & 0xff) != GZIP_MAGIC_2) {
            throw ApiException.unprocessable("The body is not gzip; send the gzipped tar of the project's root.");
        }
    }

    private ApiException tooLarge() {
        return new ApiException(
                413,
                "Too large",
                "The archive is larger than the " + size(maxUpload) + " that this server takes; leave files out with"
                        + " .shuttleignore, or have its operator raise SHUTTLE_MAX_UPLOAD.");
    }

    /** As the setting is written, where that comes out even. */
    private static String size(long bytes) {
        if (bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
    }

    private static boolean flag(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value != null && (value.isEmpty() || value.equals("true"));
    }

    private static @Nullable String bounded(Context ctx, String name, int longest) {
        @Nullable String value = ctx.queryParam(name);
        if (value != null && value.length() > longest) {
            throw ApiException.unprocessable("The parameter " + name + " has " + value.length()
                    + " characters; at most " + longest + " can be kept.");
        }
        return value == null || value.isBlank() ? null : value;
    }

    private static Deployment.@Nullable Git git(Context ctx) {
        @Nullable String commit = bounded(ctx, "commit", LONGEST_GIT);
        return commit == null
                ? null
                : new Deployment.Git(commit, cut(ctx, "branch"), cut(ctx, "message"), flag(ctx, "dirty"));
    }

    private static @Nullable String cut(Context ctx, String name) {
        @Nullable String value = ctx.queryParam(name);
        return value == null ? null : value.substring(0, Math.min(value.length(), 500));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
