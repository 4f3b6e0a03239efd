package dev.shuttle.proxy.forwarded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "127.0.0.1, 127.0.0.1",
        "127.9.9.9, 127.0.0.1",
        "::1, 127.0.0.1",
        "[0:0:0:0:0:0:0:1], 127.0.0.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::1, 2001:db8:1:2:0:0:0:0/64",
        "::ffff:192.0.2.7, 192.0.2.7",
        "a:b, a:b",
        "dead, dead",
    })
    void isOneClient(String address, String network) {
        assertEquals(network, ClientNetwork.of(address));
    }
}
