package dev.shuttle.controlplane.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Spans and their resources as OTLP has them. */
final class SpanMessages {
    static final InstrumentationScope SCOPE =
            InstrumentationScope.newBuilder().setName("dev.shuttle").build();

    private SpanMessages() {}

    static byte[] request(Collection<Span> spans, String version, String instance) {
        Map<String, ScopeSpans.Builder> byService = new LinkedHashMap<>();
        for (Span span : spans) {
            byService
                    .computeIfAbsent(
                            span.service(), service -> ScopeSpans.newBuilder().setScope(SCOPE))
                    .addSpans(message(span));
        }
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        byService.forEach((service, of) -> request.addResourceSpans(ResourceSpans.newBuilder()
                .setResource(resource(service, version, instance))
                .addScopeSpans(of)));
        return request.build().toByteArray();
    }

    /** A project's version and instances are not ours to tell. */
    static Resource resource(String service, String version, String instance) {
        Resource.Builder resource = Resource.newBuilder().addAttributes(attribute("service.name", service));
        if (service.equals(Span.PLATFORM)) {
            resource.addAttributes(attribute("service.version", version))
                    .addAttributes(attribute("service.instance.id", instance));
        } else {
            resource.addAttributes(attribute("service.namespace", Span.PLATFORM));
        }
        return resource.build();
    }

    private static io.opentelemetry.proto.trace.v1.Span message(Span span) {
        io.opentelemetry.proto.trace.v1.Span.Builder message = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(bytes(span.traceId()))
                .setSpanId(bytes(span.spanId()))
                .setName(span.name())
                .setKind(span.server() ? SpanKind.SPAN_KIND_SERVER : SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(span.startNanos())
                .setEndTimeUnixNano(span.startNanos() + span.nanos());
        if (span.parent() != null) {
            message.setParentSpanId(bytes(span.parent()));
        }
        if (span.failed()) {
            message.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
        }
        span.attributes().forEach((name, value) -> message.addAttributes(attribute(name, value)));
        return message.build();
    }

    static KeyValue attribute(String name, Object value) {
        AnyValue.Builder any = AnyValue.newBuilder();
        if (value instanceof Long number) {
            any.setIntValue(number);
        } else {
            any.setStringValue(value.toString());
        }
        return KeyValue.newBuilder().setKey(name).setValue(any).build();
    }

    private static ByteString bytes(String hexadecimal) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
    }
}
