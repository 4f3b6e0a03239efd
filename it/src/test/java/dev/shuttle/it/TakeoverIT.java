package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A control plane takes the place of another on its home, while clients go on asking. */
@Tag("alone")
final class TakeoverIT {
    private static final int CONNECTIONS = 32;
    private static final Pattern ANSWER = Pattern.compile("jdk-handler, version 1");
    private static final String GIVES_WAY = "Another control plane takes over";
    private static final String HANDED_OVER = "has the listening sockets";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @BeforeEach
    void aProjectServes() throws Exception {
        if (!ANSWER.matcher(visitor.read("jdk-handler")).matches()) {
            api.deploys("jdk-handler", App.copy("jdk-handler", folder.resolve("app")));
        }
    }

    @Test
    void noRequestIsLostAndTheServicesRunOn() throws Exception {
        api.deploys("traffic", App.copy("traffic", folder.resolve("traffic")));
        Set<Long> hosts = Processes.hosts(SERVER.home());
        try (KeepAliveLoad load = load()) {
            awaitMore(load);
            CompletableFuture<Integer> download = CompletableFuture.supplyAsync(this::download);
            Duration took = SERVER.takeOver();
            assertEquals(96 * 32 * 1024, download.join());
            awaitMore(load);
            System.out.println("A takeover took " + took.toMillis() + " ms until it was ready; " + told(load));
            assertEquals(List.of(), load.lost());
            assertTrue(load.connects() > CONNECTIONS, "each connection was told to be the last");
        }
        assertEquals(hosts, Processes.hosts(SERVER.home()));
        api.deploys(
                "jdk-handler", App.copy("jdk-handler", folder.resolve("next")).version(1, 2));
        assertEquals("jdk-handler, version 2", visitor.read("jdk-handler"));
        assertEquals(202, api.post("/projects/jdk-handler/rollback", "").statusCode());
        Await.until(
                "the version before",
                Duration.ofSeconds(30),
                () -> visitor.read("jdk-handler"),
                ANSWER.asMatchPredicate());
    }

    @Test
    @Tag("full") // RestartIT has the same for a restart
    void databasesRunOn() throws Exception {
        api.secret("infra", "TOKEN", "stored nowhere else");
        api.deploys("infra", App.copy("infra", folder.resolve("infra")));
        Set<Long> postgres = Processes.postgres(SERVER.home());
        Set<Long> redis = Processes.redis(SERVER.home());
        assertEquals(List.of(1, 1), List.of(postgres.size(), redis.size()));

        SERVER.takeOver();

        assertEquals("infra, version 1", visitor.read("infra"));
        assertEquals(postgres, Processes.postgres(SERVER.home()));
        assertEquals(redis, Processes.redis(SERVER.home()));
        assertEquals(204, api.delete("/projects/infra?resources=true&wait=true").statusCode());
    }

    @Test
    void oneThatCannotStartGivesBackWithoutALoss() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                KeepAliveLoad load = load()) {
            awaitMore(load);
            String said = SERVER.takeOverRefused(Map.of("SHUTTLE_API_PORT", "" + taken.getLocalPort()));
            assertTrue(said.contains("The API cannot listen on"), said);
            awaitSaid("this one goes on");
            awaitReady(2);
            awaitMore(load);
            assertEquals(List.of(), load.lost());
        }
    }

    @Test
    void theOneThatRunsServesOnWhereTheOtherCannotEvenAsk() throws Exception {
        try (KeepAliveLoad load = load()) {
            String other = SERVER.takeOverRefused(
                    Map.of("SHUTTLE_HOME", folder.resolve("other").toString()));
            assertTrue(other.contains("No control plane runs on the home " + folder.resolve("other")), other);
            String unable = SERVER.takeOverRefused(Map.of("JDK_JAVA_OPTIONS", "-Dio.netty.transport.noNative=true"));
            assertTrue(unable.contains("cannot hand sockets over"), unable);
            awaitMore(load);
            assertEquals(List.of(), load.lost());
            assertEquals(load.connects(), CONNECTIONS, "no connection was closed");
        }
    }

    @Test
    void whenTheOtherIsKilledTheOneThatRunsGoesOn() throws Exception {
        for (String moment : List.of(HANDED_OVER, GIVES_WAY)) {
            long before = said(moment);
            long ready = said("shuttle ready");
            ControlPlane.Successor successor = SERVER.beginTakeover();
            await("it to be asked", () -> said(moment) > before);
            successor.kill();
            if (moment.equals(GIVES_WAY)) {
                awaitReady(ready + 1);
            }
            try (KeepAliveLoad load = load()) {
                awaitMore(load);
                assertEquals(List.of(), load.lost());
            }
            assertEquals(200, api.send(api.to("/projects")).statusCode());
        }
    }

    @Test
    void whenTheOneThatRunsIsKilledTheOtherGoesOn() throws Exception {
        Set<Long> hosts = Processes.hosts(SERVER.home());
        for (String moment : List.of(HANDED_OVER, GIVES_WAY)) {
            ControlPlane.Successor successor = SERVER.beginTakeover();
            await("it to be asked", () -> said(moment) > 0);
            SERVER.kill();
            SERVER.becomes(successor);
            try (KeepAliveLoad load = load()) {
                awaitMore(load);
                assertEquals(List.of(), load.lost());
            }
            assertEquals(hosts, Processes.hosts(SERVER.home()));
        }
    }

    private KeepAliveLoad load() {
        return new KeepAliveLoad(SERVER.proxy(), "jdk-handler.localhost", ANSWER, CONNECTIONS);
    }

    private Integer download() {
        try {
            return visitor.size("traffic", "/download?parts=96&pause=30&seed=1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String told(KeepAliveLoad load) {
        return load.total() + " answers, " + load.lost().size() + " lost, the longest after "
                + load.longest().toMillis() + " ms";
    }

    private static void awaitMore(KeepAliveLoad load) throws Exception {
        long enough = load.total() + 1000;
        await("a thousand answers", () -> load.total() > enough || !load.lost().isEmpty());
    }

    private static void awaitSaid(String text) throws Exception {
        await(text, () -> said(text) > 0);
    }

    private static void awaitReady(long times) throws Exception {
        await("it to be ready again", () -> said("shuttle ready") >= times);
    }

    private static long said(String text) {
        return SERVER.printed().stream().filter(line -> line.contains(text)).count();
    }

    private static void await(String what, Callable<Boolean> look) throws Exception {
        Await.until(what, Duration.ofMinutes(1), look, yes -> yes);
    }
}
