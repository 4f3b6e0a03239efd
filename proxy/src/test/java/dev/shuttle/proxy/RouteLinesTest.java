package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.UnixSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

    @Test
    void aSocketGoesAlongAndOlderVersionsKnowTheAddress() {
        RoutingTable table = new RoutingTable();
        UnixSocket theirs = new UnixSocket(Path.of("/run/h 1/w"), OptionalInt.of(4711));
        UnixSocket ours = new UnixSocket(Path.of("/run/h2/w"), OptionalInt.empty());
        UnixSocket odd = new UnixSocket(Path.of("/run/h\t3/w"), OptionalInt.empty());
        table.put("a.test", new Route.Serving(at(theirs)));
        table.put("b.test", new Route.Serving(at(ours)));
        table.put("c.test", new Route.Serving(at(odd)));

        List<String> lines = RouteLines.of(table, host -> true);
        Map<String, Route.Serving> services = RouteLines.put(lines, new RoutingTable());
        assertEquals(theirs, socket(services, "a.test"));
        assertEquals(ours, socket(services, "b.test"));
        assertEquals(null, socket(services, "c.test"));

        List<String> before = lines.stream().map(RouteLinesTest::firstSix).toList();
        Map<String, Route.Serving> older = RouteLines.put(before, new RoutingTable());
        assertEquals(services.keySet(), older.keySet());
        assertEquals(ADDRESS, upstream(older, "a.test").address());
        assertEquals(null, socket(older, "a.test"));
    }

    private static Upstream at(UnixSocket socket) {
        return new Upstream("d1", ADDRESS, new Upstream.Options(null, Map.of(), line -> {}, socket));
    }

    private static @Nullable UnixSocket socket(Map<String, Route.Serving> services, String host) {
        return upstream(services, host).options().socket();
    }

    private static Upstream upstream(Map<String, Route.Serving> services, String host) {
        return Objects.requireNonNull(services.get(host)).upstream();
    }

    /** All that a version without sockets looks at, by number. */
    private static String firstSix(String line) {
        return String.join("\t", List.of(line.split("\t", -1)).subList(0, 6));
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
