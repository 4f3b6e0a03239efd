package dev.shuttle.proxy;

import static dev.shuttle.proxy.RawHttp2Client.CONTINUATION;
import static dev.shuttle.proxy.RawHttp2Client.DATA;
import static dev.shuttle.proxy.RawHttp2Client.END_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.HEADERS;
import static dev.shuttle.proxy.RawHttp2Client.PING;
import static dev.shuttle.proxy.RawHttp2Client.PRIORITY;
import static dev.shuttle.proxy.RawHttp2Client.RST_STREAM;
import static dev.shuttle.proxy.RawHttp2Client.SETTINGS;
import static dev.shuttle.proxy.RawHttp2Client.WINDOW_UPDATE;
import static dev.shuttle.proxy.RawHttp2Client.ints;
import static dev.shuttle.proxy.RawHttp2Client.request;
import static dev.shuttle.proxy.RawHttp2Client.setting;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that make the proxy work by frames, and ask for nothing. */
class Http2FloodTest extends RunningProxy {
    private static final String CALM = "GOAWAY ENHANCE_YOUR_CALM";

    /** Sends it until the proxy has had enough, or has taken twenty megabytes. */
    private static String flood(RawHttp2Client client, byte[] frame) throws Exception {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        while (many.size() < 64 * 1024) {
            many.writeBytes(frame);
        }
        Thread sending = new Thread(() -> {
            try {
                for (int i = 0; i < 320; i++) {
                    client.send(many.toByteArray());
                }
            } catch (IOException closed) {
                // as it should be
            }
        });
        sending.start();
        String outcome = goAway(client);
        sending.join();
        return outcome;
    }

    private static String goAway(RawHttp2Client client) throws Exception {
        String outcome = client.outcome();
        while (!outcome.startsWith("GOAWAY") && !outcome.equals("CLOSED")) {
            outcome = client.outcome();
        }
        return outcome;
    }

    private void floodEnds(byte[] frame) throws Exception {
        try (RawHttp2Client client = RawHttp2Client.open(start())) {
            ended(flood(client, frame));
        }
    }

    /** A GOAWAY is lost where the client's next bytes reset the closed connection. */
    private static void ended(String outcome) {
        assertTrue(List.of(CALM, "CLOSED").contains(outcome), outcome);
    }

    @Test
    void aFloodOfSettingsEnds() throws Exception {
        floodEnds(RawHttp2Client.frameBytes(SETTINGS, 0, 0, setting(3, 100)));
    }

    @Test
    void aFloodOfPingsEnds() throws Exception {
        floodEnds(RawHttp2Client.frameBytes(PING, 0, 0, new byte[8]));
    }

    @Test
    void aFloodOfPrioritiesEnds() throws Exception {
        floodEnds(RawHttp2Client.frameBytes(PRIORITY, 0, 99, new byte[] {0, 0, 0, 1, 1}));
    }

    @Test
    void aFloodOfWindowsEnds() throws Exception {
        floodEnds(RawHttp2Client.frameBytes(WINDOW_UPDATE, 0, 0, ints(1)));
    }

    @Test
    void aFloodOfUnknownFramesEnds() throws Exception {
        floodEnds(RawHttp2Client.frameBytes(0xee, 0, 0, new byte[100]));
    }

    @Test
    void aFloodOfEmptyDataEnds() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawService service = waiting(end)) {
            table.put("a.test", new Route.Serving(service.upstream()));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                client.headers(1, 0, request("POST", "/"));
                ended(flood(client, RawHttp2Client.frameBytes(DATA, 0, 1)));
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void aHeaderBlockWithoutEndEnds() throws Exception {
        try (RawHttp2Client client = RawHttp2Client.settled(start())) {
            client.frame(HEADERS, END_STREAM, 1, client.block(request("GET", "/")));
            ended(flood(client, RawHttp2Client.frameBytes(CONTINUATION, 0, 1)));
        }
    }

    @Test
    void aHeaderBlockThatIsFarTooLargeEnds() throws Exception {
        try (RawHttp2Client client = RawHttp2Client.settled(start())) {
            client.frame(HEADERS, END_STREAM, 1, client.block(request("GET", "/")));
            byte[] block = client.block("x", "~".repeat(11_500));
            String outcome = flood(client, RawHttp2Client.frameBytes(CONTINUATION, 0, 1, block));
            assertTrue(List.of(CALM, "GOAWAY PROTOCOL_ERROR", "CLOSED").contains(outcome), outcome);
        }
    }

    @Test
    void aTableThatIsReferredToOverAndOverIsBounded() throws Exception {
        try (RawService service = RawService.answering(OK)) {
            table.put("a.test", new Route.Serving(service.upstream()));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                byte[] once = client.block(request("GET", "/", "x", "y".repeat(3_500)));
                byte[] again = client.block("x", "y".repeat(3_500)); // one byte: an index
                assertTrue(again.length < 4);
                ByteArrayOutputStream bomb = new ByteArrayOutputStream();
                bomb.writeBytes(once);
                for (int i = 0; i < 4_000; i++) {
                    bomb.writeBytes(again);
                }
                client.frame(HEADERS, END_STREAM | 4, 1, bomb.toByteArray());
                String outcome = client.outcome();
                assertTrue(outcome.equals("answer 431") || outcome.startsWith("GOAWAY"), outcome);
            }
        }
    }

    @Test
    void streamsThatAreResetAtOnceEndTheConnection() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawService service = waiting(end)) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                try {
                    for (int i = 0; i < 1000; i++) {
                        client.get(2 * i + 1, "/").frame(RST_STREAM, 0, 2 * i + 1, ints(8));
                    }
                } catch (IOException closed) {
                    // before all were sent
                }
                ended(goAway(client));
            }
            await(() -> upstream.inFlight() == 0);
            assertTrue(service.connections.get() <= 250, service.connections + " connections");
        } finally {
            end.countDown();
        }
    }

    @Test
    void streamsThatTheClientMakesUsResetEndTheConnection() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawService service = waiting(end)) {
            Upstream upstream = service.upstream();
            table.put("a.test", new Route.Serving(upstream));
            try (RawHttp2Client client = RawHttp2Client.open(start())) {
                try {
                    for (int i = 0; i < 1000; i++) {
                        client.get(2 * i + 1, "/").frame(WINDOW_UPDATE, 0, 2 * i + 1, ints(0));
                    }
                } catch (IOException closed) {
                    // before all were sent
                }
                ended(goAway(client));
            }
            await(() -> upstream.inFlight() == 0);
            assertTrue(service.connections.get() <= 250, service.connections + " connections");
        } finally {
            end.countDown();
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
