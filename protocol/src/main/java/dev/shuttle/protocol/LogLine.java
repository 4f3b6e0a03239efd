package dev.shuttle.protocol;

import java.time.Instant;

/**
 * A line of a deployment's log.
 *
 * @param at when it was written, or read where the writer gave no time
 * @param source {@code shuttle}, {@code build}, {@code service} or {@code access}
 * @param stream {@code out} or {@code err}
 * @param line without its end
 */
public record LogLine(Instant at, String source, String stream, String line) {}
