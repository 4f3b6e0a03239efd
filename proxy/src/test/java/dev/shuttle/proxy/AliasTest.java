package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AliasTest {
    private static final Route SERVING =
            new Route.Serving(new Upstream("d1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));

    private final RoutingTable table = new RoutingTable();

    @Test
    void anAliasLeadsWhereItsHostLeadsNowAndLater() {
        table.alias("Shop.example.com", "shop.localhost");
        assertEquals(Optional.empty(), table.find("shop.example.com"));

        table.put("shop.localhost", SERVING);
        assertEquals(Optional.of(SERVING), table.find("SHOP.example.com"));

        table.unalias("shop.example.com");
        assertEquals(Optional.empty(), table.find("shop.example.com"));
        assertEquals(Optional.of(SERVING), table.find("shop.localhost"));
    }

    @Test
    void whoWaitsAtAnAliasIsWokenByItsHostsRoute() {
        Route waiting = new Route.Waiting(Duration.ofSeconds(1));
        AtomicInteger woken = new AtomicInteger();
        table.put("shop.localhost", waiting);
        table.alias("shop.example.com", "shop.localhost");
        table.await("shop.example.com", waiting, woken::incrementAndGet);

        table.put("shop.localhost", SERVING);

        assertEquals(1, woken.get());
    }

    @Test
    void whoCameBeforeTheAliasWasKnownIsWokenByIt() {
        RoutingTable starting = RoutingTable.incomplete(Duration.ofSeconds(1));
        AtomicInteger woken = new AtomicInteger();
        starting.await("shop.example.com", starting.find("shop.example.com").orElseThrow(), woken::incrementAndGet);

        starting.alias("shop.example.com", "shop.localhost");

        assertEquals(1, woken.get());
    }
}
