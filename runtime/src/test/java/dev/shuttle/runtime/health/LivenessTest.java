package dev.shuttle.runtime.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LivenessTest {

    @Test
    void anyWordIsAnAnswer() throws Exception {
        assertTrue(isSeen("HTTP/1.1 500 Internal Server Error\r\n\r\n"));
        assertTrue(isSeen("HTTP/1.1 401 Unauthorized\r\n\r\n"));
        assertTrue(isSeen("what do you want?"));
    }

    @Test
    void aServiceThatAcceptsAndIsSilentIsNotSeen() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) { // the kernel accepts, as for a process that was stopped
            assertFalse(isSeen(server, "/"));
            assertTrue(isSeen(server, Readiness.NOT_ASKED));
        }
    }

    @Test
    void aServiceThatListensNoMoreIsNotSeen() throws Exception {
        ServerSocket server = new ServerSocket(0);
        server.close();

        assertFalse(isSeen(server, ""));
    }

    private static boolean isSeen(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread thread = new Thread(() -> answer(server, answer));
            thread.setDaemon(true);
            thread.start();
            return isSeen(server, "");
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The assertion tells.
        }
    }

    private static boolean isSeen(ServerSocket server, String health) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        return Liveness.isSeen(address, health, URI.create("http://shop.localhost"), Duration.ofMillis(300));
    }
}
