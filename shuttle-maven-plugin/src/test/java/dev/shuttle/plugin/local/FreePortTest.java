package dev.shuttle.plugin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void takesTheOneThatIsWantedOrTheNext() throws Exception {
        int wanted = FreePort.from(20_000);
        assertEquals(wanted, FreePort.from(wanted));

        try (ServerSocket taken = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(FreePort.from(wanted) > taken.getLocalPort());
        }
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(wanted)); // on all addresses
            assertTrue(FreePort.from(wanted) > wanted);
        }
    }

    @Test
    void refusesWhatIsNoPort() {
        assertThrows(LocalRunException.class, () -> FreePort.from(-1));
        assertThrows(LocalRunException.class, () -> FreePort.from(65_536));
    }
}
