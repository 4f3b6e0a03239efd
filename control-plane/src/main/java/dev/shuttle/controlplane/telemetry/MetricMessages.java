package dev.shuttle.controlplane.telemetry;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A scrape as OTLP has it, all counted since the start. Not thread-safe. */
final class MetricMessages {
    private final long start;
    private final long now;

    private MetricMessages(Instant start, Instant now) {
        this.start = nanos(start);
        this.now = nanos(now);
    }

    static byte[] request(MetricSnapshots scrape, Instant start, Instant now, String version, String instance) {
        MetricMessages messages = new MetricMessages(start, now);
        ScopeMetrics.Builder metrics = ScopeMetrics.newBuilder().setScope(SpanMessages.SCOPE);
        scrape.forEach(snapshot -> metrics.addMetrics(messages.metric(snapshot)));
        return ExportMetricsServiceRequest.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(SpanMessages.resource(Span.PLATFORM, version, instance))
                        .addScopeMetrics(metrics))
                .build()
                .toByteArray();
    }

    private Metric metric(MetricSnapshot snapshot) {
        Metric.Builder metric = Metric.newBuilder()
                .setName(snapshot.getMetadata().getName())
                .setDescription(String.valueOf(snapshot.getMetadata().getHelp()));
        if (snapshot instanceof CounterSnapshot counter) {
            Sum.Builder sum = Sum.newBuilder()
                    .setIsMonotonic(true)
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
            counter.getDataPoints().forEach(point -> sum.addDataPoints(number(point, point.getValue())));
            metric.setSum(sum);
        } else if (snapshot instanceof GaugeSnapshot gauge) {
            Gauge.Builder values = Gauge.newBuilder();
            gauge.getDataPoints().forEach(point -> values.addDataPoints(number(point, point.getValue())));
            metric.setGauge(values);
        } else if (snapshot instanceof HistogramSnapshot histogram) {
            Histogram.Builder values = Histogram.newBuilder()
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
            histogram.getDataPoints().forEach(point -> values.addDataPoints(distribution(point)));
            metric.setHistogram(values);
        }
        return metric.build();
    }

    private NumberDataPoint.Builder number(DataPointSnapshot point, double value) {
        return NumberDataPoint.newBuilder()
                .addAllAttributes(labels(point))
                .setStartTimeUnixNano(start)
                .setTimeUnixNano(now)
                .setAsDouble(value);
    }

    private HistogramDataPoint.Builder distribution(HistogramSnapshot.HistogramDataPointSnapshot point) {
        HistogramDataPoint.Builder values = HistogramDataPoint.newBuilder()
                .addAllAttributes(labels(point))
                .setStartTimeUnixNano(start)
                .setTimeUnixNano(now)
                .setSum(point.getSum());
        long count = 0;
        for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
            values.addBucketCounts(bucket.getCount());
            count += bucket.getCount();
            if (!Double.isInfinite(bucket.getUpperBound())) {
                values.addExplicitBounds(bucket.getUpperBound());
            }
        }
        return values.setCount(count);
    }

    private static List<KeyValue> labels(DataPointSnapshot point) {
        List<KeyValue> attributes = new ArrayList<>();
        for (Label label : point.getLabels()) {
            attributes.add(SpanMessages.attribute(label.getName(), label.getValue()));
        }
        return attributes;
    }

    private static long nanos(Instant at) {
        return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    }
}
