package dev.shuttle.controlplane.log;

import java.time.Instant;

/**
 * Where the reading of one deployment's log begins.
 *
 * @param log the log
 * @param position of a line, or of the log's end
 * @param at when the line there was written, or a moment before
 */
public record LogStart(DeploymentLog log, long position, Instant at) {}
