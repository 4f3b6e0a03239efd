package dev.shuttle.controlplane.http;

import dev.shuttle.os.RecentlyUsed;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.ProjectName;
import dev.shuttle.proxy.forwarded.ClientNetwork;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often one may ask: each key, each project with all of its keys, and each address that shows no key that is known, has
 * a bucket of tokens, one a request.
 * Thread-safe.
 */
final class RateLimiter {
    /** Far more than a person, a pipeline, or a console that asks every second. */
    private static final int PER_SECOND = 100;

    /** The burst: a script may read each of many projects. */
    private static final int BURST = 2000;

    /** All keys of a project have as much as so many of them. */
    private static final int KEYS_OF_A_PROJECT = 2;

    /** More than may ask within the time in which a bucket fills up; beyond, the one that was used longest ago is let go. */
    private static final int MOST_BUCKETS = 10_000;

    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new RecentlyUsed<>(MOST_BUCKETS);

    /** With a clock of nanoseconds. */
    RateLimiter(LongSupplier nanos) {
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    /** Takes a token, or refuses the request. */
    void take(Context ctx, Optional<Key> key, String address) {
        tryTake(key, address).ifPresent(refusal -> {
            ctx.header("Retry-After", Long.toString(refusal.seconds()));
            ctx.header("Connection", "close");
            throw new ProblemException(
                    429,
                    "Too many",
                    "The share of " + refusal.whose() + " in this server's requests, " + refusal.perSecond()
                            + " per second, is used up. Try again in " + refusal.seconds()
                            + " s; nothing was changed.");
        });
    }

    /** Whose share is used up, and when there is more. */
    record Refusal(String whose, int perSecond, long seconds) {}

    /**
     * Takes a token of a key's own and, where it is for one project, of the project's, or of the client's address. Which
     * project a request is about is not known yet.
     */
    Optional<Refusal> tryTake(Optional<Key> shown, String address) {
        if (shown.isEmpty()) {
            return tryTake("the address " + ClientNetwork.of(address), 1);
        }
        Key key = shown.get();
        List<ProjectName> projects = key.scope().projects();
        return tryTake("the key " + key.name(), 1)
                .or(() -> projects.size() == 1
                        ? tryTake("the project " + projects.get(0), KEYS_OF_A_PROJECT)
                        : Optional.empty());
    }

    private Optional<Refusal> tryTake(String whose, int times) {
        ConsumptionProbe probe = bucket(whose, times).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        whose,
                        times * PER_SECOND,
                        1 + Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds()));
    }

    private synchronized Bucket bucket(String whose, int times) {
        return buckets.computeIfAbsent(whose, unused -> Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(Bandwidth.builder()
                        .capacity((long) times * BURST)
                        .refillGreedy((long) times * PER_SECOND, Duration.ofSeconds(1))
                        .build())
                .build());
    }
}
