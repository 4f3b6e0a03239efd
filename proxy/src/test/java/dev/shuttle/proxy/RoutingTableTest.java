package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.proxy.Route.Unavailable;
import dev.shuttle.proxy.Route.Unavailable.Reason;
import dev.shuttle.proxy.Route.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final Route STARTING = new Waiting(Duration.ofSeconds(1));
    private static final Route STOPPED = new Unavailable(Reason.STOPPED);

    private final RoutingTable table = new RoutingTable();
    private final List<String> woken = new ArrayList<>();

    @Test
    void findsAHostInAnyCase() {
        table.put("Shop.localhost", STOPPED);

        assertSame(STOPPED, table.find("sHOP.LOCALHOST").orElseThrow());
        assertTrue(table.find("other.localhost").isEmpty());
    }

    @Test
    void anAliasFollowsTheRouteOfItsHost() {
        table.alias("www.example.org", "shop.localhost");
        assertTrue(table.find("www.example.org").isEmpty());

        table.put("shop.localhost", STOPPED);

        assertSame(STOPPED, table.find("www.example.org").orElseThrow());
    }

    @Test
    void wakesThoseWhoWaitUnderAnAliasWhenTheRouteOfItsHostChanges() {
        table.alias("www.example.org", "shop.localhost");
        table.put("shop.localhost", STARTING);
        await("www.example.org", STARTING);
        await("shop.localhost", STARTING);

        table.put("shop.localhost", STOPPED);

        assertEquals(2, woken.size(), woken.toString());
    }

    @Test
    void wakesThoseWhoWaitUnderAnAliasWhenItIsTakenAway() {
        table.alias("www.example.org", "shop.localhost");
        table.put("shop.localhost", STARTING);
        await("www.example.org", STARTING);
        await("shop.localhost", STARTING);

        table.unalias("www.example.org");

        assertEquals(List.of("www.example.org"), woken);
    }

    @Test
    void wakesThoseWhoWaitUnderAnAliasWhenItGoesToAnotherHost() {
        table.alias("www.example.org", "shop.localhost");
        table.put("shop.localhost", STARTING);
        table.put("blog.localhost", STOPPED);
        await("www.example.org", STARTING);

        table.alias("www.example.org", "blog.localhost");

        assertEquals(List.of("www.example.org"), woken);
    }

    @Test
    void doesNotWakeThoseWhoGaveUpThoughTheirAliasHasChangedMeanwhile() {
        Runnable wake = () -> woken.add("www.example.org");
        table.put("www.example.org", STARTING);
        table.await("www.example.org", STARTING, wake);
        table.forget("WWW.example.org", wake);

        table.put("www.example.org", STOPPED);

        assertEquals(List.of(), woken);
    }

    @Test
    void wakesAtOnceWhereTheRouteIsAnotherAlready() {
        table.put("shop.localhost", STOPPED);

        await("shop.localhost", STARTING);

        assertEquals(List.of("shop.localhost"), woken);
    }

    @Test
    void whenCompleteThoseWhoWaitForAnUnknownHostAreWoken() {
        RoutingTable filling = RoutingTable.incomplete(Duration.ofSeconds(1));
        Route unknown = filling.find("shop.localhost").orElseThrow();
        filling.await("shop.localhost", unknown, () -> woken.add("shop.localhost"));
        filling.put("blog.localhost", STARTING);
        filling.await("blog.localhost", STARTING, () -> woken.add("blog.localhost"));

        filling.complete();

        assertEquals(List.of("shop.localhost"), woken);
        assertTrue(filling.find("shop.localhost").isEmpty());
    }

    private void await(String host, Route seen) {
        table.await(host, seen, () -> woken.add(host));
    }
}
