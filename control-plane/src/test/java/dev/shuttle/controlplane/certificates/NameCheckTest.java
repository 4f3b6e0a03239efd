package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.egress.Egress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a name leads here, before an authority is asked. */
class NameCheckTest {
    private final Map<String, String> dns = Map.of(
            "api.apps.test", "203.0.113.7",
            "same.test", "203.0.113.7",
            "own.test", "127.0.0.1",
            "inside.test", "10.11.12.13",
            "shop.apps.test", "198.51.100.9");
    private final Egress egress = new Egress(Duration.ofSeconds(1), null);
    private final NameCheck check = new NameCheck(egress, new Challenges(), "apps.test", this::addresses);

    private InetAddress[] addresses(String host) throws UnknownHostException {
        String address = dns.get(host);
        if (address == null) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getAllByName(address);
    }

    @AfterEach
    void close() {
        egress.close();
    }

    private Optional<String> fault(String host, boolean platform) {
        return check.fault(new WantedCertificate(host, List.of(host), host, platform));
    }

    @Test
    void aNameWithTheAddressOfThePlatformsOwnLeadsHere() {
        assertEquals(Optional.empty(), fault("same.test", false));
    }

    @Test
    void thePlatformsOwnNamesOnlyHaveToHaveAnAddress() {
        assertEquals(Optional.empty(), fault("shop.apps.test", true));
        assertTrue(fault("none.apps.test", true).orElseThrow().startsWith("the DNS has no address for none.apps.test"));
    }

    @Test
    void aNameForTheLoopbackOrAnotherMachineIsRefusedWithItsAddress() {
        assertTrue(fault("own.test", false).orElseThrow().contains("has the address 127.0.0.1, which is not this"));
        assertTrue(fault("inside.test", false).orElseThrow().contains("10.11.12.13"));
    }
}
