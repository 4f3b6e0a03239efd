package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void aPortIsFreeUntilSomebodyListens() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(LoopbackPorts.address(0));
            assertFalse(LoopbackPorts.isFree(server.getLocalPort()));
        }
        assertFalse(LoopbackPorts.isFree(0));
        assertFalse(LoopbackPorts.isFree(-1));
    }

    @Test
    void aFoundPortCanBeBound() throws Exception {
        int port = LoopbackPorts.next();
        assertTrue(port > 1024, "" + port);
        try (ServerSocket server = new ServerSocket()) {
            server.bind(LoopbackPorts.address(port));
            assertEquals("127.0.0.1", server.getInetAddress().getHostAddress());
        }
    }
}
