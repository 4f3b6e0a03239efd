/**
 * Requests, latencies, processors, memory of each project in the last seven days, in files of a fixed size. Start reading at {@link
 * dev.shuttle.controlplane.metrics.MetricsHistory}.
 */
@NullMarked
package dev.shuttle.controlplane.metrics;

import org.jspecify.annotations.NullMarked;
