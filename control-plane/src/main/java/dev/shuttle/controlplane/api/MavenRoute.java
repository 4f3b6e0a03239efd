package dev.shuttle.controlplane.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * {@code GET /maven/**}: the {@code dev.shuttle} artifacts of this server's version, for clients and other machines. Whatever
 * else a build asks for is 404 at once, also while all downloads are taken: Maven then goes on to its next repository.
 */
final class MavenRoute {
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
            Files.copy(file, ctx.outputStream());
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
