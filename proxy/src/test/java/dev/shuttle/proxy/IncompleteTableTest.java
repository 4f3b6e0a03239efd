package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A control plane that starts: its proxy listens before it knows who serves. */
class IncompleteTableTest extends RunningProxy {

    @Override
    RoutingTable emptyTable() {
        return RoutingTable.incomplete(Duration.ofSeconds(30));
    }

    @Test
    void requestsWaitUntilTheirHostIsKnownOrNobodys() throws Exception {
        var address = start();
        try (RawService service = RawService.answering(OK);
                RawClient known = new RawClient(address);
                RawClient unknown = new RawClient(address)) {
            known.send(get("/"));
            unknown.send("GET / HTTP/1.1\r\nHost: unknown.test\r\n\r\n");

            table.put("a.test", new Route.Serving(service.upstream()));
            assertTrue(known.answer().startsWith("HTTP/1.1 200 OK"));
            table.complete();
            assertTrue(unknown.answer().startsWith("HTTP/1.1 404 Not Found"));
        }
    }
}
