package dev.shuttle.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessProbeTest {

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
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(anyPort(), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertEquals(expected, new ReadinessProbe(server.getAddress(), health).answers());
            assertEquals(List.of((health.isEmpty() ? "/" : health) + " localhost"), asked);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void isNotReadyWhereNothingListens() throws Exception {
        InetSocketAddress address;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = (InetSocketAddress) gone.getLocalSocketAddress();
        }
        ReadinessProbe probe = new ReadinessProbe(address, "");

        assertFalse(probe.answers());
        assertEquals("nothing listens there", probe.last());
    }

    @Test
    void isNotReadyWhereSomethingElseThanHttpIsSpoken() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            Thread thread = new Thread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write("220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readNBytes(10);
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            ReadinessProbe probe = new ReadinessProbe((InetSocketAddress) server.getLocalSocketAddress(), "");

            assertFalse(probe.answers());
            assertEquals("its answer is not HTTP", probe.last());
            thread.join();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
