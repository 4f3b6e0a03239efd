package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A proxy for this machine only, by either address family. */
class LoopbackTest extends RunningProxy {

    @Override
    ProxySettings settings() {
        return ProxySettings.on(ProxySettings.LOOPBACK, 0);
    }

    @Test
    void itAnswersAtTheSamePortOfBothFamilies() throws Exception {
        InetSocketAddress first = start();
        assertEquals("127.0.0.1", first.getAddress().getHostAddress());
        for (String address : Loopback.all()) {
            try (RawClient client = new RawClient(new InetSocketAddress(address, first.getPort()))) {
                client.send(get("/"));
                assertTrue(client.answer().startsWith("HTTP/1.1 404"), address);
            }
        }
    }

    @Test
    void aPortThatIsTakenForOneFamilyIsNotHalfUsed() throws Exception {
        assumeTrue(Loopback.all().size() == 2, "without IPv6");
        int port = LoopbackPorts.next();
        try (ServerSocket held = bound("::1", port)) {
            assertTrue(held.isBound());
            Proxy second = new Proxy(ProxySettings.on(ProxySettings.LOOPBACK, port), table);

            IOException refused = assertThrows(IOException.class, second::start);

            assertTrue(
                    String.valueOf(refused.getMessage()).matches(".*::1 port " + port + ".*SHUTTLE_PROXY_PORT.*"),
                    refused::getMessage);
            bound("127.0.0.1", port).close();
        }
    }

    private static ServerSocket bound(String address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, port));
        return socket;
    }
}
