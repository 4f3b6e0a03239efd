package dev.shuttle.controlplane.metrics;

import dev.shuttle.controlplane.traffic.TrafficMetrics;
import java.util.Arrays;

/**
 * A project in a stretch of time. Two that follow each other add up to one, percentiles too, since latencies are
 * kept as counts. Not to be changed.
 *
 * @param millis how long was looked
 * @param byStatus answers with 1xx to 5xx
 * @param byLatency within each of {@link TrafficMetrics#latencyBounds()}; the last are longer
 * @param received bytes of requests' bodies
 * @param sent bytes of answers' bodies
 * @param inFlight the most requests that were seen unfinished
 * @param cpuMillis time on processors
 * @param memory the most bytes that were seen in use; 0 where nothing ran, or where that cannot be told
 * @param restarts starts after an end that was not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of times in a round; compared by tests only, field by field
record MetricsSample(
        int millis,
        int[] byStatus,
        int[] byLatency,
        long received,
        long sent,
        int inFlight,
        int cpuMillis,
        long memory,
        int restarts) {

    static final int STATUSES = 5;
    private static final double[] BOUNDS = TrafficMetrics.latencyBounds();
    static final int LATENCIES = BOUNDS.length + 1;

    MetricsSample plus(MetricsSample next) {
        return new MetricsSample(
                millis + next.millis,
                sum(byStatus, next.byStatus),
                sum(byLatency, next.byLatency),
                received + next.received,
                sent + next.sent,
                Math.max(inFlight, next.inFlight),
                cpuMillis + next.cpuMillis,
                Math.max(memory, next.memory),
                restarts + next.restarts);
    }

    private static int[] sum(int[] left, int[] right) {
        int[] sum = new int[left.length];
        Arrays.setAll(sum, i -> left[i] + right[i]);
        return sum;
    }

    int requests() {
        return Arrays.stream(byStatus).sum();
    }

    /** Those that the project is to blame for. */
    int errors() {
        return byStatus[STATUSES - 1];
    }

    /** Whether there is something to keep. */
    boolean isQuiet() {
        return requests() == 0 && inFlight == 0 && cpuMillis == 0 && memory == 0 && restarts == 0;
    }

    /**
     * The latency that a share of the requests did not exceed, in milliseconds: between the bounds of its count it is taken
     * to be even, and of those longer than the last bound that bound is told. Negative if there was no request.
     */
    double percentile(double share) {
        long total = Arrays.stream(byLatency).asLongStream().sum();
        if (total == 0) {
            return -1;
        }
        double wanted = share * total;
        double below = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            if (below + byLatency[i] >= wanted) {
                double from = i == 0 ? 0 : BOUNDS[i - 1];
                return 1_000 * (from + (BOUNDS[i] - from) * (wanted - below) / Math.max(1, byLatency[i]));
            }
            below += byLatency[i];
        }
        return 1_000 * BOUNDS[BOUNDS.length - 1];
    }
}
