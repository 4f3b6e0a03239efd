package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One key that takes all it can, and others beside it. */
@Timeout(60)
class FairShareTest {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8, 0};

    @TempDir
    Path home;

    private final List<Socket> stalled = new ArrayList<>();
    private RunningApi api;
    private String greedy = "";
    private String other = "";

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(home);
        greedy = api.key("greedy", "deploy:sh", false).key();
        other = api.key("other", "deploy:vic", false).key();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket each : stalled) {
            each.close();
        }
        api.close();
    }

    @Test
    void slowUploadsOfOneKeyLeavePlacesForAllOthers() throws Exception {
        for (int i = 0; i < RunningApi.UPLOADS; i++) {
            stall("POST /deploy?project=sh", greedy, GZIP);
        }
        await("uploads", () -> incoming() == RunningApi.UPLOADS / 8);

        HttpResponse<String> refused = deploy("sh", greedy);
        assertEquals(429, refused.statusCode());
        assertEquals("5", refused.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(refused.body().contains("The share of the key greedy in this server's uploads"), refused.body());
        assertEquals(
                202,
                deploy("sh", api.key("colleague", "deploy:sh", false).key()).statusCode());
        assertEquals(202, deploy("vic", other).statusCode());
        assertEquals(202, deploy("vic", RunningApi.ADMIN).statusCode());
    }

    @Test
    void slowSecretsOfOneKeyLeavePlacesForAllOthers() throws Exception {
        for (int i = 0; i < 32; i++) {
            stall("PUT /projects/sh/secrets/A" + i, greedy, GZIP);
        }
        await("the share is used up", () -> put("sh", greedy).statusCode() == 429);
        assertEquals(204, put("vic", other).statusCode());
        assertEquals(204, put("vic", RunningApi.ADMIN).statusCode());
    }

    @Test
    void followersOfOneKeyLeavePlacesForAllOthers() throws Exception {
        assertEquals(202, deploy("sh", greedy).statusCode());
        assertEquals(202, deploy("vic", other).statusCode());
        for (int i = 0; i < 40; i++) {
            stall("GET " + logOf("sh") + "?follow=true", greedy, new byte[0]);
        }
        await(
                "the share is used up",
                () -> api.send("GET", logOf("sh"), greedy, "").statusCode() == 429);
        assertEquals(200, api.send("GET", logOf("vic"), other, "").statusCode());
        assertEquals(200, api.send("GET", logOf("vic"), RunningApi.ADMIN, "").statusCode());
    }

    @Test
    void aRefusedCallIsNotInTheAuditLogOfTheProjectThatItsKeyMayNotSee() throws Exception {
        assertEquals(204, put("vic", other).statusCode());
        for (int i = 0; i < 20; i++) {
            assertEquals(404, put("vic", greedy).statusCode());
            assertEquals(
                    404,
                    api.send("GET", "/projects/vic?reveal=true", greedy, "").statusCode());
            assertEquals(
                    200,
                    api.send("GET", "/projects?reveal=true&project=vic", greedy, "")
                            .statusCode());
        }
        assertEquals(1, api.json("/projects/vic/audit").get("items").size());
        List<Integer> counts = new ArrayList<>();
        for (JsonNode entry : api.json("/audit?limit=100").get("items")) {
            if (entry.get("status").asInt() == 404) {
                counts.add(entry.get("count").asInt());
            }
        }
        assertEquals(List.of(20, 20), counts, "the administrator sees them, counted");
    }

    private String logOf(String project) throws Exception {
        String id = api.json("/projects/" + project + "/deployments")
                .get("items")
                .get(0)
                .get("id")
                .asText();
        return "/projects/" + project + "/deployments/" + id + "/logs";
    }

    private HttpResponse<String> put(String project, String key) throws Exception {
        return api.send("PUT", "/projects/" + project + "/secrets/NAME", key, "value");
    }

    private HttpResponse<String> deploy(String project, String key) throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(archive)) {
            gzip.write(1);
        }
        return api.send("POST", "/deploy?project=" + project, key, BodyPublishers.ofByteArray(archive.toByteArray()));
    }

    /** A request that begins its body, or reads nothing of its answer, and then does nothing. */
    private void stall(String request, String key, byte[] begun) throws IOException {
        Socket client = new Socket(api.address().getAddress(), api.address().getPort());
        stalled.add(client);
        String length = begun.length == 0 ? "" : "Content-Length: 1000\r\n";
        String head = request + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key + "\r\n" + length + "\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(begun);
    }

    private long incoming() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("uploads"))) {
            return files.filter(file -> file.toString().endsWith(".part")).count();
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.sleep(10);
        }
    }
}
