package dev.shuttle.controlplane.traffic;

/**
 * Requests of a project since the control plane started. Not to be changed.
 *
 * @param byStatus answers with 1xx to 5xx
 * @param byLatency within each of {@link TrafficMetrics#latencyBounds()} and not within the one before; the last are longer
 * @param received bytes of the requests' bodies
 * @param sent bytes of the answers' bodies
 */
@SuppressWarnings("ArrayRecordComponent") // made once for each look, and only added up
public record TrafficCount(long[] byStatus, long[] byLatency, long received, long sent) {}
