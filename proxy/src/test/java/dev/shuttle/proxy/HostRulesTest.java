package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.forwarded.IpNetwork;
import dev.shuttle.proxy.forwarded.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRulesTest extends RunningProxy {
    private static final HostRules.Waits USUAL = HostRules.Waits.USUAL;

    private final BlockingQueue<String> heads = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<AccessEntry> entries = new ArrayBlockingQueue<>(100);

    @Override
    ProxySettings settings() {
        return super.settings()
                .trusting(
                        new TrustedProxies(List.of(IpNetwork.parse("127.0.0.1").orElseThrow())));
    }

    private RawService recording() throws Exception {
        return new RawService((head, in, out) -> {
            heads.add(head);
            RawService.write(out, OK);
            return true;
        });
    }

    private static HostRules rules(
            HostRules.Waits timeouts,
            long body,
            @Nullable RequestRate rate,
            int atATime,
            @Nullable Credentials credentials,
            Map<String, String> redirects,
            @Nullable Consumer<AccessEntry> log) {
        return new HostRules(timeouts, body, rate, atATime, credentials, redirects, Map.of(), log);
    }

    private static String from(String client, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: " + client + "\r\n\r\n";
    }

    private static String status(String answer) {
        return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    @Test
    void aClientBeyondItsRateIsToldWhenToAskAgainAndOthersAreNot() throws Exception {
        RequestRate rate = new RequestRate(3, Duration.ofMinutes(1));
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, rate, Integer.MAX_VALUE, null, Map.of(), null));
        try (RawService service = recording();
                RawClient client = clientOf(service)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("200", status(client.send(from("192.0.2.1", "/")).answer()));
            }
            String refused = client.send(from("192.0.2.1", "/")).answer();
            assertEquals("429", status(refused));
            assertTrue(refused.matches("(?is).*\r\nretry-after: (20|19)\r\n.*"), refused);
            assertEquals("200", status(client.send(from("192.0.2.2", "/")).answer()));
            assertEquals(4, service.requests.get());
        }
    }

    @Test
    void aRateLetsAsManyThroughAsTimePasses() {
        ClientRates rates = new ClientRates(new RequestRate(10, Duration.ofSeconds(1)));
        long start = Long.MAX_VALUE - Duration.ofMillis(500).toNanos(); // nanoTime may overflow
        long through = 0;
        for (long now = 0;
                now < Duration.ofSeconds(3).toNanos();
                now += Duration.ofMillis(10).toNanos()) {
            through += rates.ask("c", start + now).isZero() ? 1 : 0;
        }
        assertTrue(Math.abs(through - 39) <= 1, "ten at once, and ten in each second after it, not " + through);
        assertEquals(Duration.ZERO, rates.ask("other", start));
    }

    @Test
    void aClientHasSoManyRequestsInWorkAndTheirEndMakesRoom() throws Exception {
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, null, 1, null, Map.of(), null));
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (RawService service = new RawService((head, in, out) -> {
                    if (head.contains("/slow")) {
                        go.get(10, TimeUnit.SECONDS);
                    }
                    RawService.write(out, OK);
                    return true;
                });
                RawClient slow = clientOf(service);
                RawClient other = new RawClient(proxyAddress())) {
            slow.send(from("192.0.2.1", "/slow"));
            await(() -> service.requests.get() == 1);
            String refused = other.send(from("192.0.2.1", "/")).answer();
            assertEquals("429", status(refused));
            assertTrue(refused.toLowerCase(Locale.ROOT).contains("\r\nretry-after: 1\r\n"), refused);
            assertEquals("200", status(other.send(from("192.0.2.2", "/")).answer()));
            go.complete(null);
            assertEquals("200", status(slow.answer()));
            for (int i = 0; i < 3; i++) {
                assertEquals("200", status(other.send(from("192.0.2.1", "/")).answer()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 4, abcd, 200, 1",
        "Content-Length: 5, abcde, 413, 0",
        "Content-Length: 5~Expect: 100-continue, '', 413, 0",
        "Transfer-Encoding: chunked, 4~abcd~0~~, 200, 1",
        "Transfer-Encoding: chunked, 5~abcde~0~~, 413, 1",
    })
    void aBodyBeyondTheBoundIsRefused(String framing, String body, String status, int asked) throws Exception {
        table.rule("a.test", rules(USUAL, 4, null, Integer.MAX_VALUE, null, Map.of(), null));
        try (RawService service = new RawService((head, in, out) -> {
                    if (in.readNBytes(body.contains("~") ? 14 : 4).length > 0) {
                        RawService.write(out, OK);
                    }
                    return false;
                });
                RawClient client = clientOf(service)) {
            client.send(("POST / HTTP/1.1~Host: a.test~" + framing + "~~" + body).replace("~", "\r\n"));
            assertEquals(status, status(client.answer()));
            assertTrue(service.requests.get() <= asked);
        }
    }

    @Test
    void aPasswordIsAskedForAndNotPassedOn() throws Exception {
        Credentials alice = checking(encoded -> CompletableFuture.supplyAsync(() -> switch (encoded) {
            case "YTpi" -> Credentials.Verdict.KNOWN;
            case "busy" -> Credentials.Verdict.BUSY;
            default -> Credentials.Verdict.UNKNOWN;
        }));
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, null, Integer.MAX_VALUE, alice, Map.of(), null));
        table.put("open.test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        try (RawService service = recording();
                RawClient client = clientOf(service)) {
            String asked = client.send(get("/")).answer();
            assertEquals("401", status(asked));
            assertTrue(asked.toLowerCase(Locale.ROOT)
                    .contains("\r\nwww-authenticate: basic realm=\"shop\", charset=\"utf-8\"\r\n"));
            assertEquals("401", status(client.send(with("Basic bm8=")).answer()));
            assertEquals("401", status(client.send(with("Bearer YTpi")).answer()));
            assertEquals("503", status(client.send(with("Basic busy")).answer()));
            assertEquals(0, service.requests.get());
            assertEquals("200", status(client.send(with("bAsIc  YTpi")).answer()));
            assertFalse(heads.take().toLowerCase(Locale.ROOT).contains("authorization"));
            String refused = "";
            for (int i = 0; i < 20 && !refused.startsWith("HTTP/1.1 429"); i++) {
                refused = client.send(with("Basic bm8=")).answer();
            }
            assertTrue(refused.startsWith("HTTP/1.1 429"), "guessing ends: " + refused);
            assertEquals("429", status(client.send(with("Basic YTpi")).answer()));
            assertEquals("200", status(client.send(with("Basic known")).answer()), "a known one is no guess");
            assertFalse(heads.take().contains("known"));
            assertEquals(
                    "503",
                    status(client.send("GET / HTTP/1.1\r\nHost: open.test\r\n\r\n")
                            .answer()));
            table.rule("a.test", HostRules.NONE);
            assertEquals("200", status(client.send(with("Bearer mine")).answer()));
            assertTrue(heads.take().contains("Bearer mine"));
        }
    }

    private static Credentials checking(Function<String, CompletionStage<Credentials.Verdict>> check) {
        return new Credentials() {
            @Override
            public String realm() {
                return "shop";
            }

            @Override
            public boolean isKnown(String encoded) {
                return encoded.equals("known");
            }

            @Override
            public CompletionStage<Verdict> check(String encoded) {
                return check.apply(encoded);
            }
        };
    }

    private static String with(String authorization) {
        return "GET / HTTP/1.1\r\nHost: a.test\r\nAuthorization: " + authorization + "\r\n\r\n";
    }

    @Test
    void aRequestWhoseClientLeavesDuringTheCheckAsksNoService() throws Exception {
        CompletableFuture<Credentials.Verdict> verdict = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        Credentials slow = checking(encoded -> {
            asked.complete(null);
            return verdict;
        });
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, null, 1, slow, Map.of(), entries::add));
        try (RawService service = recording();
                RawClient client = clientOf(service)) {
            client.send(with("Basic YTpi"));
            asked.get(10, TimeUnit.SECONDS);
            client.close();
            assertEquals(FinishedRequest.CLIENT_LEFT, entries.take().end().status());
            verdict.complete(Credentials.Verdict.KNOWN);
            assertTrue(new RawClient(proxyAddress())
                    .send(with("Basic YTpi"))
                    .answer()
                    .endsWith("ok"));
            assertEquals(1, service.requests.get());
        }
    }

    @Test
    void aHostIsRedirectedToAnotherAndAnAliasHasTheRulesOfItsRoute() throws Exception {
        table.rule(
                "a.test",
                rules(
                        USUAL,
                        Long.MAX_VALUE,
                        null,
                        Integer.MAX_VALUE,
                        null,
                        Map.of("www.shop.test", "shop.test"),
                        entries::add));
        table.alias("www.shop.test", "a.test");
        table.alias("shop.test", "a.test");
        try (RawService service = recording();
                RawClient client = clientOf(service)) {
            String answer = client.send("GET /p?q=1 HTTP/1.1\r\nHost: WWW.Shop.test:8000\r\n\r\n")
                    .answer();
            assertEquals("308", status(answer));
            assertTrue(answer.contains("ocation: http://shop.test:8000/p?q=1\r\n"), answer);
            answer = client.send(
                            "POST / HTTP/1.1\r\nHost: www.shop.test\r\nX-Forwarded-Proto: https\r\nContent-Length: 0\r\n\r\n")
                    .answer();
            assertTrue(answer.contains("ocation: https://shop.test/\r\n"), answer);
            assertEquals(
                    "200",
                    status(client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n")
                            .answer()));
            assertEquals(1, service.requests.get());
            assertEquals("www.shop.test", entries.take().host());
        }
    }

    @Test
    void aProjectHasPagesOfItsOwnForThoseWhoReadHtml() throws Exception {
        HostRules rules = new HostRules(
                USUAL, 1, null, Integer.MAX_VALUE, null, Map.of(), Map.of(413, "<h1>Zu gro\u00df</h1>"), null);
        table.rule("a.test", rules);
        try (RawService service = recording();
                RawClient client = clientOf(service);
                RawClient other = new RawClient(proxyAddress())) {
            String large = "POST / HTTP/1.1\r\nHost: a.test\r\nAccept: %s\r\nContent-Length: 2\r\n\r\n";
            String page = client.send(large.formatted("text/html")).rest();
            assertEquals("413", status(page));
            assertTrue(page.endsWith("<h1>Zu gro\u00c3\u009f</h1>"), page);
            assertTrue(page.contains("\r\ncontent-length: 17\r\n"), page);
            assertTrue(other.send(large.formatted("application/json")).rest().contains("larger than the 1 bytes"));
        }
    }

    /** Streams of one connection count as requests do. */
    @Test
    void theRulesHoldOverHttp2() throws Exception {
        Credentials alice = checking(encoded -> CompletableFuture.completedFuture(
                encoded.equals("YTpi") ? Credentials.Verdict.KNOWN : Credentials.Verdict.UNKNOWN));
        CompletableFuture<Void> go = new CompletableFuture<>();
        HostRules rules = new HostRules(
                USUAL,
                4,
                null,
                1,
                alice,
                Map.of("www.shop.test", "shop.test"),
                Map.of(413, "<h1>Too much</h1>"),
                entries::add);
        table.rule("a.test", rules);
        table.alias("www.shop.test", "a.test");
        String[] known = {"authorization", "Basic YTpi"};
        try (RawService service = new RawService((head, in, out) -> {
            heads.add(head);
            if (head.contains("/slow")) {
                go.get(10, TimeUnit.SECONDS);
            }
            RawService.write(out, OK);
            return true;
        })) {
            table.put("a.test", new Route.Serving(service.upstream()));
            try (RawHttp2Client client = RawHttp2Client.settled(start())) {
                assertEquals("401", client.get(1, "/").answer(1).status());
                client.headers(3, RawHttp2Client.END_STREAM, RawHttp2Client.request("GET", "/slow", known));
                await(() -> service.requests.get() == 1);
                assertFalse(heads.take().toLowerCase(Locale.ROOT).contains("authorization"));
                client.headers(5, RawHttp2Client.END_STREAM, RawHttp2Client.request("GET", "/", known));
                assertEquals("429", client.answer(5).status());
                go.complete(null);
                assertEquals("ok", client.answer(3).body());
                String[] large = {"authorization", "Basic YTpi", "content-length", "5", "accept", "text/html"};
                client.headers(7, 0, RawHttp2Client.request("POST", "/", large));
                RawHttp2Client.Answer refused = client.answer(7);
                assertEquals("413", refused.status());
                assertEquals("<h1>Too much</h1>", refused.body());
                client.headers(9, 0, RawHttp2Client.request("POST", "/", known)).data(9, 0, "more than four");
                assertEquals("413", client.answer(9).status());
                client.headers(
                        11,
                        RawHttp2Client.END_STREAM,
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":path",
                        "/p",
                        ":authority",
                        "www.shop.test");
                RawHttp2Client.Answer elsewhere = client.answer(11);
                assertEquals("308", elsewhere.status());
                assertEquals(
                        "http://shop.test/p", String.valueOf(elsewhere.head().get("location")));
                assertEquals(401, entries.take().end().status());
            }
        }
    }

    @Test
    void aWebSocketHasItsPlaceUntilItCloses() throws Exception {
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, null, 1, null, Map.of(), entries::add));
        try (RawService service = new RawService((head, in, out) -> {
                    if (head.contains("websocket")) {
                        RawService.write(
                                out,
                                "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n");
                        return in.read() >= 0;
                    }
                    RawService.write(out, OK);
                    return true;
                });
                RawClient socket = clientOf(service);
                RawClient other = new RawClient(proxyAddress())) {
            String upgrade = "GET /ws HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
            String webSocket = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            socket.send(upgrade + webSocket);
            await(() -> service.requests.get() == 1);
            assertEquals("429", status(other.send(get("/")).answer()));
            socket.close();
            assertEquals(101, next(101).end().status());
            assertEquals("200", status(other.send(get("/")).answer()));
        }
    }

    /** The next entry of that status. */
    private AccessEntry next(int status) throws InterruptedException {
        AccessEntry entry = entries.take();
        while (entry.end().status() != status) {
            entry = entries.take();
        }
        return entry;
    }

    @Test
    void aRequestIsLoggedWithItsIdAndTrace() throws Exception {
        table.rule("a.test", rules(USUAL, Long.MAX_VALUE, null, Integer.MAX_VALUE, null, Map.of(), entries::add));
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (RawService service = recording();
                RawClient client = clientOf(service)) {
            client.send("POST /p?q HTTP/1.1\r\nHost: a.test\r\nX-Request-Id: r1\r\nUser-Agent: u\r\ntraceparent: "
                    + trace + "\r\nX-Forwarded-For: 192.0.2.7\r\nContent-Length: 0\r\n\r\n");
            client.answer();
            AccessEntry entry = entries.take();
            assertTrue(heads.take().contains("traceparent: " + trace), "the service has it too");
            assertEquals(
                    new AccessEntry("r1", trace, "192.0.2.7", "POST", "a.test", "/p?q", "u", "d1", entry.end()), entry);
            assertEquals(200, entry.end().status());
            assertEquals(2, entry.end().sent());
            client.send(get("/")).answer();
            assertNull(entries.take().traceparent());
        }
    }

    @Test
    void theWaitsOfAHostGoBeforeThoseOfItsDeploymentAndOfTheProxy() throws Exception {
        HostRules.Waits waits =
                new HostRules.Waits(Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofMillis(500));
        table.rule("a.test", rules(waits, Long.MAX_VALUE, null, Integer.MAX_VALUE, null, Map.of(), null));
        try (RawService service = new RawService((head, in, out) -> {
            if (head.startsWith("GET /begun")) {
                RawService.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
            }
            return in.read() >= 0;
        })) {
            Upstream.Options patient = new Upstream.Options(Duration.ofMinutes(1), Map.of(), line -> {});
            table.put("a.test", new Route.Serving(new Upstream("d1", service.address(), patient)));
            start();
            try (RawClient client = new RawClient(proxyAddress())) {
                String silent = client.send(get("/")).answer();
                assertEquals("504", status(silent));
                assertTrue(silent.contains("shuttle:domains -Dshuttle.set=responseTimeout="), silent);
            }
            try (RawClient client = new RawClient(proxyAddress())) {
                assertTrue(client.send(get("/begun")).rest().endsWith("half"));
            }
            try (RawClient client = new RawClient(proxyAddress())) {
                client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nab");
                assertEquals("408", status(client.answer()));
            }
        }
    }
}
