package dev.shuttle.controlplane.mavenproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files from upstream repositories. A released artifact is checked against its repository's {@code .sha1} and
 * kept; builds that ask for the same one wait for the same fetch. What has no {@code .sha1}, metadata and snapshots are
 * passed on and not kept. Every fetch is tried twice. Thread-safe.
 */
final class Fetches {

    private static final int TRIES = 2;
    private static final int MAX_CHECKSUM = 4096;

    /** An error's body is read to its end, so that the connection can be used again, unless it is longer. */
    private static final int MAX_ERROR = 1024 * 1024;

    /** Waiting costs a few hundred bytes each. */
    private static final int PLACES = 10_000;

    private final ArtifactCache cache;
    private final UpstreamClient client;
    private final FetchLimits limits;
    private final AsyncLimiter turns;
    private final Map<String, CompletableFuture<Optional<Path>>> running = new ConcurrentHashMap<>();

    Fetches(ArtifactCache cache, UpstreamClient client, FetchLimits limits) {
        this.cache = cache;
        this.client = client;
        this.limits = limits;
        this.turns = new AsyncLimiter(limits.fetches(), PLACES);
    }

    /** A file; fails with a {@link FetchFailedException}. */
    CompletableFuture<Fetched> get(UpstreamRepository upstream, ArtifactPath path) {
        if (!path.isRelease()) {
            return passOn(upstream, path);
        }
        return once(upstream, path)
                .thenCompose(kept -> kept.isPresent()
                        ? CompletableFuture.completedFuture(Fetched.kept(kept.get()))
                        : passOn(upstream, path));
    }

    /** The length of a file, -1 if the repository does not say it. */
    CompletableFuture<Long> head(UpstreamRepository upstream, ArtifactPath path) {
        return turns.take(() -> twice(upstream, () -> client.ask(
                        upstream, "HEAD", upstream.of(path), info -> HttpResponse.BodySubscribers.discarding())
                .thenApply(response -> {
                    UpstreamFaults.check(upstream, response.statusCode());
                    return response.headers().firstValueAsLong("Content-Length").orElse(-1);
                })));
    }

    /** Empty: the repository has no checksum for it. */
    private CompletableFuture<Optional<Path>> once(UpstreamRepository upstream, ArtifactPath path) {
        CompletableFuture<Optional<Path>> mine = new CompletableFuture<>();
        String key = upstream.name() + "/" + path;
        CompletableFuture<Optional<Path>> other = running.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        Optional<Path> kept = cache.find(path);
        CompletableFuture<Optional<Path>> work = kept.isPresent()
                ? CompletableFuture.completedFuture(kept)
                : turns.take(() -> twice(upstream, () -> checked(upstream, path)));
        var unused = work.whenComplete((found, failure) -> {
            running.remove(key);
            finish(mine, found, failure);
        });
        return mine;
    }

    private static <T> void finish(CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private CompletableFuture<Optional<Path>> checked(UpstreamRepository upstream, ArtifactPath path) {
        Path aside = cache.aside();
        CompletableFuture<String> expected = new CompletableFuture<>();
        return body(upstream, path, aside, info -> expect(upstream, path, info, expected))
                .thenCompose(actual -> expected.thenApply(sum -> keep(upstream, path, aside, actual, sum)))
                .whenComplete((kept, failure) -> delete(aside));
    }

    /** Some repositories say the checksum with the file; others are asked while the file comes in. */
    private void expect(
            UpstreamRepository upstream,
            ArtifactPath path,
            HttpResponse.ResponseInfo info,
            CompletableFuture<String> expected) {
        Optional<String> header = info.headers().firstValue("X-Checksum-Sha1").filter(Checksum::isSha1);
        if (header.isPresent()) {
            expected.complete(header.get());
        } else {
            var unused = checksum(upstream, path).whenComplete((sum, failure) -> finish(expected, sum, failure));
        }
    }

    private CompletableFuture<String> checksum(UpstreamRepository upstream, ArtifactPath path) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        return client.ask(upstream, "GET", upstream.of(path, ".sha1"), info -> intake(text, MAX_CHECKSUM))
                .thenApply(response -> {
                    if (UpstreamFaults.isAbsent(response.statusCode())) {
                        return "";
                    }
                    UpstreamFaults.check(upstream, response.statusCode());
                    return Checksum.sha1In(text.toString(StandardCharsets.US_ASCII));
                });
    }

    private Optional<Path> keep(
            UpstreamRepository upstream, ArtifactPath path, Path aside, String actual, String expected) {
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        if (!actual.equalsIgnoreCase(expected)) {
            throw UpstreamFaults.failed(UpstreamFaults.damaged(upstream, path));
        }
        try {
            return Optional.of(cache.keep(aside, path, actual));
        } catch (IOException e) {
            throw UpstreamFaults.failed(UpstreamFaults.notWritten());
        }
    }

    private CompletableFuture<Fetched> passOn(UpstreamRepository upstream, ArtifactPath path) {
        Path aside = cache.aside();
        return turns.take(() -> twice(upstream, () -> body(upstream, path, aside, info -> {})
                        .thenApply(sha1 -> new Fetched(aside, null, false))))
                .whenComplete((file, failure) -> {
                    if (failure != null) {
                        delete(aside);
                    }
                });
    }

    /** Its SHA-1, once it lies aside. */
    private CompletableFuture<String> body(
            UpstreamRepository upstream, ArtifactPath path, Path aside, Consumer<HttpResponse.ResponseInfo> begun) {
        return client.ask(upstream, "GET", upstream.of(path), info -> {
                    if (info.statusCode() != 200) {
                        return intake(OutputStream.nullOutputStream(), MAX_ERROR);
                    }
                    begun.accept(info);
                    return intake(file(aside), limits.bytes());
                })
                .thenApply(response -> {
                    UpstreamFaults.check(upstream, response.statusCode());
                    return response.body();
                });
    }

    private BoundedBodySubscriber intake(OutputStream out, long most) {
        return new BoundedBodySubscriber(out, most, limits, client.clock());
    }

    private static OutputStream file(Path aside) {
        try {
            return Files.newOutputStream(aside);
        } catch (IOException e) {
            throw new UncheckedIOException(new BoundedBodySubscriber.NotWrittenException(e));
        }
    }

    private static void delete(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            // A later start removes it.
        }
    }

    private static <T> CompletableFuture<T> twice(UpstreamRepository upstream, Supplier<CompletableFuture<T>> work) {
        return tried(upstream, work, TRIES);
    }

    private static <T> CompletableFuture<T> tried(
            UpstreamRepository upstream, Supplier<CompletableFuture<T>> work, int left) {
        return work.get().exceptionallyCompose(thrown -> {
            FetchFailedException failure = UpstreamFaults.of(upstream, thrown);
            return failure.isTransient() && left > 1
                    ? tried(upstream, work, left - 1)
                    : CompletableFuture.failedFuture(failure);
        });
    }
}
