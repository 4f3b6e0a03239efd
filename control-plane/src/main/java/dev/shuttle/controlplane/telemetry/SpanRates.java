package dev.shuttle.controlplane.telemetry;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many spans each project may have: so many a second, so one that has much traffic takes nothing from the others.
 * Thread-safe.
 */
final class SpanRates {
    /** More projects than a server has; beyond, all begin again with a second's share. */
    private static final int MOST_PROJECTS = 10_000;

    private final int perSecond;
    private final Map<String, Bucket> ofProject = new ConcurrentHashMap<>();

    SpanRates(int perSecond) {
        this.perSecond = perSecond;
    }

    boolean take(String project) {
        Bucket bucket = ofProject.get(project);
        if (bucket == null) {
            if (ofProject.size() >= MOST_PROJECTS) {
                ofProject.clear();
            }
            bucket = ofProject.computeIfAbsent(project, unused -> bucket());
        }
        return bucket.tryConsume(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(perSecond)
                        .refillGreedy(perSecond, Duration.ofSeconds(1))
                        .build())
                .build();
    }
}
