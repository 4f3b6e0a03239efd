package dev.shuttle.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A project in a stretch of time. Statuses are counted by their class, RFC 9110 section 15; latencies are from a
 * request's head to the end of its answer.
 *
 * @param at when it begins
 * @param seconds how much of it was looked at: less in the newest, and where the server did not run
 * @param requests that ended
 * @param informational of them, with 1xx
 * @param success with 2xx
 * @param redirection with 3xx
 * @param clientError with 4xx
 * @param serverError with 5xx
 * @param p50Millis the latency that half of them did not exceed; null if there were none
 * @param p95Millis that 95 % did not exceed; 10,000 stands for that and all longer ones
 * @param p99Millis that 99 % did not exceed
 * @param receivedBytes of requests' bodies
 * @param sentBytes of answers' bodies
 * @param inFlight the most unfinished requests that were seen
 * @param cpuSeconds time on processors
 * @param memoryBytes the most memory in use that was seen; null if nothing ran, or if it cannot be told
 * @param restarts starts of the service after it had ended by itself
 */
public record MetricsPoint(
        Instant at,
        double seconds,
        long requests,
        long informational,
        long success,
        long redirection,
        long clientError,
        long serverError,
        @Nullable Double p50Millis,
        @Nullable Double p95Millis,
        @Nullable Double p99Millis,
        long receivedBytes,
        long sentBytes,
        long inFlight,
        double cpuSeconds,
        @Nullable Long memoryBytes,
        long restarts) {}
