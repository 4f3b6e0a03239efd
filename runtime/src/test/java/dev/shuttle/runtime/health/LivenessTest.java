package dev.shuttle.runtime.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
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
            assertFalse(isSeen(server.getLocalPort(), "/", Duration.ofMillis(300)));
            assertTrue(isSeen(server.getLocalPort(), Readiness.NOT_ASKED, Duration.ofSeconds(20)));
        }
    }

    @Test
    void aServiceThatListensNoMoreIsNotSeen() throws Exception {
        assertFalse(isSeen(LoopbackPorts.next(), "", Duration.ofSeconds(20)));
    }

    private static boolean isSeen(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread thread = new Thread(() -> answer(server, answer));
            thread.setDaemon(true);
            thread.start();
            return isSeen(server.getLocalPort(), "", Duration.ofSeconds(20));
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

    private static boolean isSeen(int port, String health, Duration patience) {
        return Liveness.isSeen(LoopbackPorts.address(port), health, URI.create("http://shop.localhost"), patience);
    }
}
