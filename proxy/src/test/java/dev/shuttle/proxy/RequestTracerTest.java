package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, by what the service gets. */
class RequestTracerTest extends RunningProxy {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";

    private final BlockingQueue<RequestSpan> spans = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private boolean records = true;

    private @Nullable String sent(String... headers) throws Exception {
        try (RawService service = new RawService((head, in, out) -> {
                    heads.add(head);
                    RawService.write(out, OK);
                    return true;
                });
                RawClient client = clientOf(service)) {
            proxy.trace(new RequestTracer() {
                @Override
                public boolean records(String host) {
                    return records && host.equals("a.test");
                }

                @Override
                public void ended(RequestSpan span) {
                    spans.add(span);
                }
            });
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            client.send("GET /p?secret=x HTTP/1.1\r\nHost: a.test\r\n" + more + "\r\n");
            client.answer();
        }
        return header("traceparent");
    }

    private @Nullable String header(String name) {
        return Arrays.stream(heads.element().split("\r\n", -1))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .reduce((first, second) -> first + " AND " + second)
                .orElse(null);
    }

    private RequestSpan span() throws InterruptedException {
        RequestSpan span = spans.poll(10, TimeUnit.SECONDS);
        assertNotNull(span);
        return span;
    }

    @Test
    void aRequestWithoutATraceBeginsOne() throws Exception {
        String told = sent("tracestate: a=b");
        RequestSpan span = span();
        assertEquals(span.context().toString(), told);
        assertTrue(told != null && told.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"), told);
        assertNull(span.parent());
        assertNull(header("tracestate"), "it belongs to a trace that there is not");
        assertEquals(told, span.request().traceparent(), "an access log has it too");
        assertEquals("d1", span.request().deployment());
        assertEquals(200, span.request().end().status());
    }

    @Test
    void aReceivedTraceGoesOnBelowTheProxysSpan() throws Exception {
        String told = sent("traceparent: " + SAMPLED, "tracestate: a=b");
        RequestSpan span = span();
        assertEquals(TRACE, span.context().traceId());
        assertEquals(PARENT, span.parent());
        assertNotEquals(PARENT, span.context().spanId());
        assertEquals("00-" + TRACE + "-" + span.context().spanId() + "-01", told);
        assertEquals("a=b", header("tracestate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "ff-" + TRACE + "-" + PARENT + "-01",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-0",
                "00-" + TRACE + "-" + PARENT + "-01\r\ntraceparent: " + SAMPLED,
                "x"
            })
    void anInvalidOneIsReplaced(String invalid) throws Exception {
        String told = sent("traceparent: " + invalid);
        RequestSpan span = span();
        assertEquals(span.context().toString(), told);
        assertNotEquals(TRACE, span.context().traceId());
        assertNull(span.parent());
    }

    @Test
    void ofALaterVersionThePartsThatAreKnownAreRead() throws Exception {
        assertTrue(String.valueOf(sent("traceparent: cc-" + TRACE + "-" + PARENT + "-03-later"))
                .startsWith("00-" + TRACE + "-"));
        assertEquals(PARENT, span().parent());
    }

    @Test
    void whatTheClientDoesNotRecordIsPassedOnAsItCame() throws Exception {
        String unsampled = SAMPLED.substring(0, SAMPLED.length() - 1) + "0";
        assertEquals(unsampled, sent("traceparent: " + unsampled));
        assertTrue(spans.isEmpty());
    }

    @Test
    void beyondTheRateATraceIsPassedOnAsItCame() throws Exception {
        records = false;
        assertEquals(SAMPLED, sent("traceparent: " + SAMPLED));
        assertTrue(spans.isEmpty());
    }

    @Test
    void beyondTheRateNoneIsBegunAndTheServiceMay() throws Exception {
        records = false;
        assertNull(sent());
        assertTrue(spans.isEmpty());
    }

    @Test
    void idsAreNeverTheSame() {
        Map<String, TraceContext> seen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            TraceContext next = TraceContext.root();
            assertNull(seen.put(next.traceId(), next));
            assertFalse(next.spanId().matches("0*"));
            assertEquals(next, TraceContext.parse(next.toString()));
        }
    }
}
