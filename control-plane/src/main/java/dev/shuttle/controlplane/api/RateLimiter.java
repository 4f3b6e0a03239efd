package dev.shuttle.controlplane.api;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often one may ask: each key, and each address that shows none that is known, has a bucket of tokens, one a request.
 * Thread-safe.
 */
final class RateLimiter {
    /** Far more than a person, a pipeline, or a console that asks every second. */
    private static final int PER_SECOND = 100;

    /** The burst: a script may read each of many projects. */
    private static final int BURST = 2000;

    /** More than may ask within the time in which a bucket fills up; beyond, the one that was used longest ago is let go. */
    private static final int MOST_BUCKETS = 10_000;

    private final TimeMeter time;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    RateLimiter() {
        this(System::nanoTime);
    }

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
    void take(Context ctx, String whose) {
        ConsumptionProbe probe = bucket(whose).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            long seconds = 1 + Duration.ofNanos(probe.getNanosToWaitForRefill()).toSeconds();
            ctx.header("Retry-After", Long.toString(seconds));
            ctx.header("Connection", "close");
            throw new ProblemException(
                    429,
                    "Too many",
                    "Too many requests with this key, or from this address: more than " + PER_SECOND
                            + " per second. Try again in " + seconds + " s; nothing was changed.");
        }
    }

    private synchronized Bucket bucket(String whose) {
        return buckets.computeIfAbsent(whose, unused -> Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(Bandwidth.builder()
                        .capacity(BURST)
                        .refillGreedy(PER_SECOND, Duration.ofSeconds(1))
                        .build())
                .build());
    }
}
