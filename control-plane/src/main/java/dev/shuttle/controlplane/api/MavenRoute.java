package dev.shuttle.controlplane.api;

import dev.shuttle.controlplane.http.ConcurrencyLimit;
import dev.shuttle.controlplane.http.ProblemException;
import dev.shuttle.controlplane.http.SlowReaderException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code GET /maven/**}: the {@code dev.shuttle} artifacts of this server's version, for clients and other machines. Whatever
 * else a build asks for is 404 at once, also while all downloads are taken: Maven then goes on to its next repository.
 */
final class MavenRoute {
    private static final int BUFFER = 8 * 1024;

    /** A link of 128 kbit/s. */
    private static final long BYTES_PER_SECOND = 16 * 1024;

    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Path repository;
    private final ConcurrencyLimit downloads;

    MavenRoute(Path repository, ConcurrencyLimit downloads) {
        this.repository = repository.toAbsolutePath().normalize();
        this.downloads = downloads;
    }

    void handle(Context ctx) throws Exception {
        Path file = resolve(ctx.pathParam("path"));
        if (!file.startsWith(repository) || !Files.isRegularFile(file)) {
            throw new ProblemException(404, "Not found", "This server's repository has no such file.");
        }
        downloads.around(each -> send(each, file)).handle(ctx);
    }

    private static void send(Context ctx, Path file) throws IOException {
        ctx.contentType(type(file.toString()));
        ctx.res().setContentLengthLong(Files.size(file));
        if (!ctx.req().getMethod().equals("HEAD")) {
            copy(file, ctx.outputStream());
        }
    }

    /** Ends a client that reads so slowly that it would hold its place for hours. */
    private static void copy(Path file, OutputStream out) throws IOException {
        long most = SILENCE.toNanos()
                + Duration.ofSeconds(Files.size(file) / BYTES_PER_SECOND).toNanos();
        long begun = System.nanoTime();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                if (System.nanoTime() - begun > most) {
                    throw new SlowReaderException(BYTES_PER_SECOND);
                }
            }
        }
    }

    private Path resolve(String path) {
        try {
            return repository.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new ProblemException(404, "Not found", "This server's repository has no such file.");
        }
    }

    private static String type(String name) {
        if (name.endsWith(".pom") || name.endsWith(".xml")) {
            return "application/xml";
        }
        return name.endsWith(".jar") ? "application/java-archive" : "text/plain";
    }
}
