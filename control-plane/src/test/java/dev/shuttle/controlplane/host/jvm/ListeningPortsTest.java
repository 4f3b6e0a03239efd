package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.LoopbackPorts;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListeningPortsTest {

    @Test
    void findsThePortsOnWhichAProcessListens() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(LoopbackPorts.address(0));

            assertTrue(ListeningPorts.of(List.of(ProcessHandle.current().pid())).contains(server.getLocalPort()));
        }
    }
}
