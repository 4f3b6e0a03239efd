package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.edge.AccessLog;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.log.DeploymentLogs;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.project.Addresses;
import dev.shuttle.controlplane.project.ProjectStore;
import dev.shuttle.protocol.EdgeSetting;
import dev.shuttle.protocol.Json;
import dev.shuttle.protocol.LogLine;
import dev.shuttle.proxy.AccessEntry;
import dev.shuttle.proxy.FinishedRequest;
import dev.shuttle.proxy.Proxy;
import dev.shuttle.proxy.ProxySettings;
import dev.shuttle.proxy.Route;
import dev.shuttle.proxy.RoutingTable;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeTest {
    @TempDir
    Path folder;

    private final Database database = Database.open("jdbc:h2:mem:edge;DB_CLOSE_DELAY=-1");
    private final Addresses addresses = new Addresses("localhost", false, 8000);
    private final RoutingTable routes = new RoutingTable();
    private final Proxy proxy = new Proxy(ProxySettings.on("127.0.0.1", 0), routes);
    private DeploymentLogs logs;
    private Edge edge;
    private int port;

    @BeforeEach
    void open() throws Exception {
        database.jdbi().useHandle(handle -> handle.execute("delete from project"));
        new ProjectStore(database).create("shop");
        logs = new DeploymentLogs(folder, new Masks());
        routes.put("shop.localhost", new Route.Unavailable(Route.Unavailable.Reason.STOPPED));
        edge = edge();
        port = proxy.start().getPort();
    }

    private Edge edge() {
        return new Edge(database, routes, addresses, logs, new ActiveDeployments());
    }

    @AfterEach
    void close() {
        edge.close();
        proxy.close();
        logs.close();
        database.close();
    }

    private int visit() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(status.substring("HTTP/1.1 ".length()));
        }
    }

    private List<EdgeSetting> set(String name, String value) {
        return edge.change("shop", Collections.singletonMap(name, value), () -> {})
                .items();
    }

    @Test
    void aSettingIsFeltByTheNextRequestAndComesBackWithTheNextStart() throws Exception {
        assertEquals(503, visit());
        assertEquals(List.of(new EdgeSetting("user.alice", "***")), set("user.alice", "correct horse"));
        assertEquals(401, visit());

        edge.forget("shop");
        assertEquals(503, visit());
        edge.close();
        edge = edge();
        edge.restore();
        assertEquals(401, visit());
        assertEquals(edge.of("shop").items(), List.of(new EdgeSetting("user.alice", "***")));

        edge.change("shop", Collections.singletonMap("user.alice", null), () -> {});
        assertEquals(503, visit());
    }

    @Test
    void ofAChangeThatCannotBeNothingIsDone() throws Exception {
        assertThrows(
                InvalidException.class,
                () -> edge.change(
                        "shop",
                        Map.of("rate", "1/h", "maxBody", "much"),
                        () -> assertTrue(false, "no project is made")));
        assertEquals(List.of(), edge.of("shop").items());
        assertEquals(503, visit());
        assertEquals(503, visit());
    }

    @Test
    void settingsGoWithTheProject() {
        set("rate", "1/h");
        database.jdbi().useHandle(handle -> handle.execute("delete from project"));
        assertEquals(List.of(), edge.of("shop").items());
    }

    @Test
    void anAccessLogIsLinesOfJsonInTheLogOfWhatServes() throws Exception {
        FinishedRequest end = new FinishedRequest(200, 1, 2, 3_456_789);
        AccessEntry entry = new AccessEntry(
                "r1", "00-1-2-01", "192.0.2.1", "GET", "shop.test", "/a\"" + "x".repeat(5000), null, "d1", end);
        try (AccessLog log = new AccessLog(logs, project -> project.equals("shop") ? "d1" : null)) {
            log.of("shop").accept(entry);
            log.of("gone").accept(entry);
        }
        logs.release("shop", "d1");
        Path written;
        try (var files = Files.list(folder.resolve("shop").resolve("d1"))) {
            written = files.findFirst().orElseThrow();
        }
        LogLine line = Json.MAPPER.readValue(Files.readAllLines(written).get(0), LogLine.class);
        assertEquals("access", line.source());
        JsonNode said = Json.MAPPER.readTree(line.line());
        assertEquals("GET", said.get("method").asText());
        assertEquals(200, said.get("status").asInt());
        assertEquals(3.5, said.get("millis").asDouble());
        assertEquals("r1", said.get("requestId").asText());
        assertEquals("00-1-2-01", said.get("traceparent").asText());
        assertEquals(1001, said.get("path").asText().length());
        assertEquals(Set.of("shop"), logs.kept().keySet());
    }
}
