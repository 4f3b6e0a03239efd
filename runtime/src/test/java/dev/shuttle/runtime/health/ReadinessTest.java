package dev.shuttle.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ReadinessTest {
    private static final URI URL = URI.create("http://shop.localhost:8000");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Headers> heads = new CopyOnWriteArrayList<>();
    private long now;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private InetSocketAddress answering(ToIntFunction<String> statusByPath) throws IOException {
        HttpServer server = HttpServer.create(anyPort(), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            heads.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(
                    statusByPath.applyAsInt(exchange.getRequestURI().toString()), -1);
            exchange.close();
        });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress();
    }

    /** Reads what came first, and answers with some bytes. */
    private InetSocketAddress speaking(byte[]... answers) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(anyPort());
        open.add(server);
        Thread thread = new Thread(() -> {
            for (byte[] answer : answers) {
                try (Socket socket = server.accept()) {
                    byte[] first = socket.getInputStream().readNBytes(1);
                    asked.add(first.length == 0 ? "" : Integer.toString(first[0]));
                    socket.getOutputStream().write(answer);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    asked.add(e.toString());
                }
            }
        });
        thread.start();
        open.add(thread::join);
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private Readiness readiness(InetSocketAddress address, String health) {
        return new Readiness(address, health, URL, told::add, () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @ParameterizedTest
    @CsvSource({
        "200, '', true",
        "404, '', true",
        "302, '', true",
        "500, '', false",
        "503, '', false",
        "204, /up, true",
        "404, /up, false",
        "302, /up, false"
    })
    void judgesByTheStatus(int status, String health, boolean expected) throws Exception {
        InetSocketAddress address = answering(path -> status);

        assertEquals(expected, readiness(address, health).isReady());
        assertEquals(List.of(health.isEmpty() ? "/" : health), asked);
    }

    @Test
    void asksAsTheProxyDoes() throws Exception {
        InetSocketAddress address = answering(path -> 200);
        new Readiness(address, "/up", URI.create("https://shop.example.com"), told::add).isReady();
        new Readiness(address, "/up", URL, told::add).isReady();

        Headers secure = heads.get(0);
        assertEquals("shop.example.com", secure.getFirst("Host"));
        assertEquals("https", secure.getFirst("X-Forwarded-Proto"));
        assertEquals("shop.example.com", secure.getFirst("X-Forwarded-Host"));
        assertEquals("443", secure.getFirst("X-Forwarded-Port"));
        assertEquals("127.0.0.1", secure.getFirst("X-Forwarded-For"));
        Headers clear = heads.get(1);
        assertEquals("shop.localhost:8000", clear.getFirst("Host"));
        assertEquals("http", clear.getFirst("X-Forwarded-Proto"));
        assertEquals("8000", clear.getFirst("X-Forwarded-Port"));
    }

    @Test
    void isNotReadyWhileEverythingIsAnsweredWith400() throws Exception {
        Readiness readiness = readiness(answering(path -> 400), "");

        assertFalse(readiness.isReady());
        assertTrue(
                readiness.last().startsWith("every request was answered with 400: GET /, and GET /"), readiness::last);
        assertEquals(2, asked.size());
        assertTrue(
                readiness.remedy().orElse("").contains("@ShuttleService(health = \"/path\")"),
                readiness.remedy()::toString);
    }

    @Test
    void isReadyWhereOnlyTheRootIsAnsweredWith400() throws Exception {
        assertTrue(
                readiness(answering(path -> path.equals("/") ? 400 : 404), "").isReady());
    }

    @Test
    void tellsThatEverythingIs400AlsoWithAHealthPath() throws Exception {
        Readiness readiness = readiness(answering(path -> 400), "/up");

        assertFalse(readiness.isReady());
        assertTrue(readiness.last().contains("every request was answered with 400: GET /up"), readiness::last);
    }

    @Test
    void anOpenPortIsEnoughForAServiceThatIsNotAsked() throws Exception {
        assertTrue(readiness(answering(path -> 500), "-").isReady());
        assertEquals(List.of(), asked);
    }

    @Test
    void isNotReadyWhereNothingListens() throws Exception {
        Readiness readiness = readiness(LoopbackPorts.address(LoopbackPorts.next()), "");

        assertFalse(readiness.isReady());
        assertEquals("nothing listens there", readiness.last());
    }

    @Test
    void isNotReadyWhereSomethingElseThanHttpIsSpoken() throws Exception {
        byte[] greeting = "220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII);
        Readiness readiness = readiness(speaking(greeting, greeting), "");

        assertFalse(readiness.isReady());
        assertEquals("its answer is not HTTP/1.1", readiness.last());
    }

    @Test
    void aServerOfTlsIsNeverReady() throws Exception {
        InetSocketAddress address = tlsServer();

        NeverReadyException fault = assertThrows(
                NeverReadyException.class, () -> readiness(address, "").isReady());

        assertTrue(String.valueOf(fault.getMessage()).contains("speaks TLS on its port " + address.getPort()));
    }

    /** Without a certificate: it answers a greeting with an alert, and closes a connection that speaks HTTP. */
    private InetSocketAddress tlsServer() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        ServerSocket server = context.getServerSocketFactory().createServerSocket();
        server.bind(anyPort());
        open.add(server);
        Thread thread = new Thread(() -> {
            for (int i = 0; i < 2; i++) {
                try (Socket socket = server.accept()) {
                    int unused = socket.getInputStream().read();
                } catch (IOException e) {
                    asked.add(e.toString());
                }
            }
        });
        thread.start();
        open.add(thread::join);
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Test
    void aServerThatRefusesHttpWith400AndAnswersATlsGreetingIsNeverReady() throws Exception {
        byte[] refusal = "HTTP/1.1 400 \r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] alert = {21, 3, 3, 0, 2, 2, 40};
        InetSocketAddress address = speaking(refusal, refusal, alert);

        assertThrows(NeverReadyException.class, () -> readiness(address, "").isReady());
        assertEquals(List.of("71", "71", "22"), asked); // G, G, a handshake
    }

    @Test
    void asksWithGrowingPausesOnceAnAnswerCame() throws Exception {
        Readiness readiness = readiness(answering(path -> 500), "");

        for (int millis = 0; millis < 60_000; millis += 10) {
            assertFalse(readiness.isReady());
            pass(Duration.ofMillis(10));
        }

        assertTrue(asked.size() < 30, () -> asked.size() + " requests in a minute");
        assertTrue(asked.size() > 15, () -> asked.size() + " requests in a minute");
    }

    @Test
    void tellsEachDifferentAnswerOnceAndSoon() throws Exception {
        int[] status = {500};
        Readiness readiness = readiness(answering(path -> status[0]), "/up");

        for (int millis = 0; millis < 20_000; millis += 10) {
            boolean unused = readiness.isReady();
            pass(Duration.ofMillis(10));
            assertTrue(millis < 5000 || !told.isEmpty(), "told nothing for 5 s");
            status[0] = millis < 10_000 ? 500 : 503;
        }

        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(0).contains("GET /up was answered with 500; it must be 2xx"), told::toString);
        assertTrue(told.get(1).contains("503"), told::toString);
    }

    @Test
    void saysNothingOfAnAnswerThatPassesWithinASecond() throws Exception {
        int[] status = {503};
        Readiness readiness = readiness(answering(path -> status[0]), "");
        for (int millis = 0; millis < 800; millis += 10) {
            assertFalse(readiness.isReady());
            pass(Duration.ofMillis(10));
        }
        status[0] = 200;
        pass(Duration.ofSeconds(3));

        assertTrue(readiness.isReady());
        assertEquals(List.of(), told);
    }

    /** A server of gRPC says SETTINGS at once, and GOAWAY to a request that is none of HTTP/2. */
    @Test
    void aServiceThatSpeaksHttp2OnlyIsReady() throws Exception {
        byte[] settings = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 127, -1, -1, -1};

        assertTrue(readiness(speaking(settings), "").isReady());
    }

    @Test
    void aHealthPathIsNotAskedForOverHttp2() throws Exception {
        Readiness readiness = readiness(speaking(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0}), "/up");

        NeverReadyException e = assertThrows(NeverReadyException.class, readiness::isReady);
        assertTrue(String.valueOf(e.getMessage()).contains("/up"));
    }
}
