package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modes of slowhttptest, a thousand connections of each, and a visitor beside them. */
@Tag("full")
class SlowClientsTest extends RunningProxy {
    private static final File TOOL = new File("/usr/bin/slowhttptest");
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final byte[] LARGE = new byte[1 << 18];
    private static final int PIECE = 8 * 1024;
    private static final byte[] OKAY = {'o', 'k'};

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "-H -i 1 -t GET", // a header a second
                "-B -i 1 -s 100000 -t POST", // a piece of the body a second
                "-R -a 10 -b 3000", // overlapping ranges
                "-X -w 10 -y 20 -n 1 -z 5 -k 3", // five bytes of the answer a second
            })
    void aSlowClientKeepsNoOtherOut(String mode) throws Exception {
        if (!TOOL.canExecute()) {
            System.err.println("SKIPPED: slow clients, since slowhttptest is not installed");
        }
        Assumptions.assumeTrue(TOOL.canExecute(), "slowhttptest is not installed");
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        try {
            service.setExecutor(threads);
            service.createContext("/", SlowClientsTest::answer);
            service.start();
            Route route = new Route.Serving(new Upstream("d1", service.getAddress()));
            table.put("a.test", route);
            table.put("127.0.0.1", route);
            int port = start().getPort();
            Process attack = attack(mode, port);
            try (RawClient kept = new RawClient(proxyAddress())) {
                Duration worst = Duration.ZERO;
                for (int visits = 0; attack.isAlive(); visits++) {
                    long begun = System.nanoTime();
                    assertTrue(kept.send(get("/")).answer().endsWith("ok"), "on a connection of before, " + visits);
                    try (RawClient fresh = new RawClient(proxyAddress())) {
                        assertTrue(fresh.send(get("/")).answer().endsWith("ok"), "on a new connection, " + visits);
                    }
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    worst = took.compareTo(worst) > 0 ? took : worst;
                    Thread.sleep(20);
                }
                System.out.println("slowhttptest " + mode + ": the slowest visit took " + worst.toMillis() + " ms");
                assertTrue(worst.compareTo(LONGEST) < 0, "a visit took " + worst);
                assertEquals(0, attack.waitFor());
            } finally {
                attack.destroyForcibly();
            }
        } finally {
            service.stop(0);
            threads.shutdownNow();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] body = exchange.getRequestURI().getPath().equals("/large") ? LARGE : OKAY;
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            for (int at = 0; !head && at < body.length; at += PIECE) { // the server copies a piece
                exchange.getResponseBody().write(body, at, Math.min(PIECE, body.length - at));
            }
        }
    }

    private Process attack(String mode, int port) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(TOOL.getPath(), "-c", "1000", "-r", "200", "-l", "10", "-p", "3"));
        command.addAll(List.of(mode.split(" ")));
        command.addAll(List.of("-u", "http://127.0.0.1:" + port + "/large"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("attack").toFile())
                .start();
    }
}
