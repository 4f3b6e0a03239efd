package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A version that is replaced has its drain's time for what is under way, and not more. */
@Tag("alone")
final class DrainIT {
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Set<String> DRAINS = Set.of("draining", "superseded");

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_DRAIN_TIMEOUT", DRAIN.toString());

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @Test
    void slowRequestsAreCutOffAndLoggedWhicheverSideIsSlow() throws Exception {
        String first =
                api.deploys("traffic", App.copy("traffic", folder)).get("id").asText();
        Set<Long> old = Processes.hosts(SERVER.home());
        try (Socket slowService = asks("/download?parts=3000&pause=100&seed=1");
                Socket slowClient = asks("/download?parts=3000&pause=0&seed=2")) {
            assertEquals('H', slowClient.getInputStream().read());
            InputStream answer = slowService.getInputStream();
            assertEquals('H', answer.read());
            AtomicLong begin = new AtomicLong(System.nanoTime()); // never later than the true one
            assertEquals(202, api.post("/projects/traffic/restart", "").statusCode());
            Await.until(
                    "the version before to drain",
                    Duration.ofSeconds(60),
                    () -> {
                        long look = System.nanoTime();
                        String state = state(first);
                        if (!DRAINS.contains(state)) {
                            begin.set(look);
                        }
                        return state;
                    },
                    DRAINS::contains);

            Await.until(
                    "the version before to end",
                    DRAIN.plusSeconds(10),
                    () -> Processes.hosts(SERVER.home()),
                    hosts -> hosts.stream().noneMatch(old::contains));

            Duration took = Duration.ofNanos(System.nanoTime() - begin.get());
            assertTrue(took.compareTo(DRAIN) >= 0, () -> "Cut after " + took);
            int got = answer.readAllBytes().length; // ends: the service would go on for five minutes
            assertTrue(got > 32 * 1024 && got < 3000 * 32 * 1024, () -> "Got " + got);
            String log = api.send(api.to("/projects/traffic/deployments/" + first + "/logs")
                            .header("Accept", "text/plain"))
                    .body();
            assertTrue(log.contains("were cut"), log);
        }
    }

    private String state(String deployment) throws Exception {
        return api.get("/projects/traffic/deployments/" + deployment)
                .get("state")
                .asText();
    }

    private static Socket asks(String target) throws Exception {
        URI proxy = SERVER.proxy();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(proxy.getHost(), proxy.getPort()));
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: traffic.localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
