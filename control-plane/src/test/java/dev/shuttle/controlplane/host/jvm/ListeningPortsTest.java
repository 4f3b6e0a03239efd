package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.PortAllocator;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListeningPortsTest {

    @Test
    void findsThePortsOnWhichAProcessListens() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(PortAllocator.address(0));

            long pid = ProcessHandle.current().pid();
            assertEquals(
                    List.of(PortAllocator.address(0).getAddress()),
                    ListeningPorts.addresses(List.of(pid), server.getLocalPort()));
            assertTrue(ListeningPorts.of(List.of(ProcessHandle.current().pid())).contains(server.getLocalPort()));
        }
    }
}
