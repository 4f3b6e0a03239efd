package dev.shuttle.proxy;

import static dev.shuttle.proxy.RawHttp2Client.END_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.HEADERS;
import static dev.shuttle.proxy.RawHttp2Client.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that make the proxy work without asking for much. */
class Http2LimitsTest extends RunningProxy {
    @Override
    ProxySettings settings() {
        ProxySettings usual = super.settings();
        ProxySettings.Limits limits = usual.limits();
        ProxySettings.Shares shares = new ProxySettings.Shares(
                50, limits.shares().requests(), limits.shares().waiting());
        ProxySettings.Timeouts times = usual.timeouts();
        return new ProxySettings(
                "127.0.0.1",
                0,
                new ProxySettings.Limits(limits.connections(), limits.waiting(), limits.line(), limits.head(), shares),
                new ProxySettings.Timeouts(
                        times.connect(),
                        times.notice(),
                        times.response(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        times.stream(),
                        times.stop()));
    }

    /** Three times the share of 50, since all come from the loopback. */
    @Test
    void theStreamsOfAClientAreBoundedOverAllItsConnections() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawService service = waiting(end)) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            InetSocketAddress proxy = start();
            try (RawHttp2Client first = RawHttp2Client.open(proxy)) {
                for (int i = 0; i < 100; i++) {
                    first.get(2 * i + 1, "/");
                }
                await(() -> service.requests.get() == 100);
                RawHttp2Client second = RawHttp2Client.open(proxy);
                for (int i = 0; i < 51; i++) {
                    second.get(2 * i + 1, "/");
                }
                assertEquals("RST_STREAM REFUSED_STREAM", second.outcome());
                end.countDown();
                assertEquals("ok", first.answer(1).body());
                await(() -> upstream.inFlight() == 0); // a client may read an answer before its place is given back
                second.get(201, "/");
                assertEquals("ok", second.answer(201).body());
                second.close();
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void aConnectionWithoutRequestsIsClosed() throws Exception {
        try (RawHttp2Client client = RawHttp2Client.open(start())) {
            assertEquals("GOAWAY NO_ERROR", client.outcome());
            client.drain();
        }
    }

    @Test
    void aPrefaceOrAHeadThatDoesNotEndIsClosed() throws Exception {
        InetSocketAddress proxy = start();
        try (RawHttp2Client client = RawHttp2Client.silent(proxy)) {
            client.send(RawHttp2Client.bytes("PRI * HT"));
            assertEquals("CLOSED", client.outcome());
        }
        try (RawHttp2Client client = RawHttp2Client.settled(proxy)) {
            client.frame(HEADERS, END_STREAM, 1, client.block(request("GET", "/")));
            assertEquals("GOAWAY NO_ERROR", client.outcome());
        }
    }

    @Test
    void aBodyThatDoesNotEndIsAnsweredAndAnAnswerThatIsNotReadIsReset() throws Exception {
        byte[] much = new byte[100_000];
        try (RawService service = new RawService((head, in, out) -> {
            if (head.startsWith("GET")) {
                RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + much.length + "\r\n\r\n");
                out.write(much);
            }
            return in.read() >= 0;
        })) {
            table.put("a.test", new Route.Serving(service.upstream()));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                client.headers(1, 0, request("POST", "/", "content-length", "10"));
                client.data(1, 0, "x");
                assertEquals("408", client.answer(1).status());
                client.get(3, "/");
                assertEquals("CANCEL", client.answer(3).error());
            }
        }
    }

    private static RawService waiting(CountDownLatch end) throws IOException {
        return new RawService((head, in, out) -> {
            end.await();
            RawService.write(out, OK);
            return true;
        });
    }
}
