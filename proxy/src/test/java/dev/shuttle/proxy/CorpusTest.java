package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.Corpus.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Raw requests and answers, each with its end and what the other side sees of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest extends RunningProxy {
    private CorpusService service;
    private Upstream upstream;

    @Override
    ProxySettings settings() {
        ProxySettings.Timeouts usual = super.settings().timeouts();
        return within(new ProxySettings.Timeouts(
                usual.connect(),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                usual.stop()));
    }

    static List<Case> requests() {
        return Corpus.read("requests.txt");
    }

    static List<Case> answers() {
        return Corpus.read("responses.txt");
    }

    @BeforeAll
    void open() throws Exception {
        service = service();
        serve();
        table.alias("small.test", "small.route");
        table.put("small.route", new Route.Serving(upstream));
        table.rule(
                "small.route",
                new HostRules(HostRules.Waits.USUAL, 10, null, Integer.MAX_VALUE, null, Map.of(), Map.of(), null));
        table.put("stopped.test", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        table.put("gone.test", new Route.Serving(RoutingTest.gone()));
        start();
    }

    CorpusService service() throws IOException {
        return new CorpusService();
    }

    /** As if nothing had been wrong with it yet. */
    private void serve() {
        upstream = service.upstream();
        table.put("a.test", new Route.Serving(upstream));
    }

    @Override
    void stop() {
        // once, after all
    }

    @AfterAll
    void end() throws Exception {
        super.stop();
        service.close();
    }

    @Test
    void itIsAsLargeAsItIsMeantToBe() {
        assertTrue(requests().size() >= 120 && answers().size() >= 60);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request(Case one) throws Exception {
        serve();
        service.expect(null);
        CorpusClient.Outcome outcome = new CorpusClient(proxyAddress(), service).send(one, one.raw());
        List<String> seen = service.seen(one.seen().size()).stream()
                .filter(each -> !one.seen().isEmpty() || !each.endsWith("!cut"))
                .toList();
        assertEquals(String.join("\n", one.seen()), String.join("\n", seen), () -> "seen by the service; " + outcome);
        assertEquals(one.end(), outcome.end());
        await(() -> upstream.inFlight() == 0);
        upstream.close();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answer(Case one) throws Exception {
        serve();
        service.expect(one.raw());
        String request = one.request() == null ? "GET / HTTP/1.1~{H}~" : one.request();
        CorpusClient.Outcome outcome = new CorpusClient(proxyAddress(), service).send(one, request);
        assertEquals(String.join("", one.seen()), outcome.last());
        String state = outcome.end() + (one.end().endsWith("-any") ? "-any" : service.probedOnAnother() ? "-new" : "");
        assertEquals(Corpus.expanded(one.end()), state);
        upstream.close();
    }
}
