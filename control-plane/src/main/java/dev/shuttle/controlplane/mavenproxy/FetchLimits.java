package dev.shuttle.controlplane.mavenproxy;

import java.time.Duration;

/**
 * The limits of one fetch from an upstream repository.
 *
 * @param bytes of an artifact
 * @param idle the longest wait for the first byte, connection included, and between two
 * @param total the longest time for all of a body, however slowly it comes
 * @param fetches at a time, for all builds
 * @param perBuild fetches at a time, for one build: none can keep the others from theirs
 */
record FetchLimits(long bytes, Duration idle, Duration total, int fetches, int perBuild) {

    /** Larger than what Central takes; builds end after 15 minutes. */
    static final FetchLimits STANDARD =
            new FetchLimits(1L << 30, Duration.ofSeconds(30), Duration.ofMinutes(15), 48, 16);
}
