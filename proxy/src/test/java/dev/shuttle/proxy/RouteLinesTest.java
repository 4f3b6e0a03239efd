package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteLinesTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    @Test
    void anotherTableLeadsTheSameWay() {
        RoutingTable table = new RoutingTable();
        Upstream.Options patient = new Upstream.Options(Duration.ofMinutes(7), Map.of(), line -> {});
        table.put("a.test", new Route.Serving(new Upstream("d1", ADDRESS, patient)));
        table.put("b.test", new Route.Unavailable(Route.Unavailable.Reason.CRASHED));
        table.put("c.test", new Route.Waiting(Duration.ofMinutes(1)));
        table.put("api.test", new Route.Serving(new Upstream("api", ADDRESS)));
        table.alias("www.example.com", "a.test");
        table.put("staging.test", new Route.Serving(new Upstream("d2", ADDRESS)));
        table.alias("staging.example.com", "staging.test");
        table.rule("staging.test", withBody(1));

        RoutingTable other = new RoutingTable();
        Map<String, Route.Serving> services =
                RouteLines.put(RouteLines.of(table, host -> !host.startsWith("api.")), other);

        assertEquals(Set.of("a.test"), services.keySet());
        Route.Serving route = assertInstanceOf(
                Route.Serving.class, other.find("www.example.com").orElseThrow());
        assertEquals("d1", route.upstream().deployment());
        assertEquals(ADDRESS, route.upstream().address());
        assertEquals(Duration.ofMinutes(7), route.upstream().options().silence());
        assertEquals(table.find("b.test"), other.find("b.test"));
        assertEquals(Optional.empty(), other.find("c.test"));
        assertEquals(Optional.empty(), other.find("api.test"));
        assertEquals(Optional.empty(), other.find("staging.example.com"), "It may want a password");
    }

    private static HostRules withBody(long most) {
        return new HostRules(HostRules.Waits.USUAL, most, null, 1, null, Map.of(), Map.of(), null);
    }

    @Test
    void linesOfAnotherVersionAreLeftOut() {
        RoutingTable table = new RoutingTable();
        List<String> lines = new ArrayList<>(List.of("", "serving", "serving\ta.test\td1\t127.0.0.1\tmany\t-"));
        lines.addAll(List.of("other\ta.test", "unavailable\ta.test\tASLEEP", "alias\twww.a.test"));
        assertTrue(RouteLines.put(lines, table).isEmpty());
        assertEquals(Map.of(), table.hosts());
    }
}
