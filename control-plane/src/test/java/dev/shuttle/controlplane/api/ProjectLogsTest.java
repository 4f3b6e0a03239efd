package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.protocol.NewKey;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLogsTest {
    private RunningApi api;
    private String first;
    private String second;

    @BeforeEach
    void twoDeploymentsHaveLogs(@TempDir Path home) throws Exception {
        api = new RunningApi(home);
        first = deploy();
        service(first).line("out", "one started");
        service(first).line("err", "Boom in one");
        api.database().jdbi().useHandle(handle -> handle.execute("update deployment set state = 'superseded'"));
        second = deploy();
        service(second).line("out", "two started");
    }

    @AfterEach
    void close() throws Exception {
        api.close();
    }

    @Test
    void theLinesOfAllDeploymentsComeByTime() throws Exception {
        assertEquals(List.of("one started", "Boom in one", "two started"), lines("source=service"));
        assertEquals(List.of("Boom in one", "two started"), lines("source=service&lines=2"));
        assertEquals(List.of("Boom in one"), lines("search=boom&since=10m"));
        assertEquals(List.of("one started", "two started"), lines("search=started"));
        assertEquals(List.of(), lines("since=2999-01-01T00:00:00Z"));
    }

    @Test
    void theSameCanBeAskedOfOneDeployment() throws Exception {
        String logs = "/projects/shop/deployments/" + first + "/logs?lines=1&search=ONE&source=service";
        assertEquals("Boom in one\n", plain(logs).body());
    }

    @Test
    void whatCannotBeUnderstoodIsRefused() throws Exception {
        for (String bad : List.of("lines=-1", "lines=few", "since=yesterday", "since=PT", "source=all")) {
            HttpResponse<String> refused = plain("/projects/shop/logs?" + bad);
            assertEquals(422, refused.statusCode(), bad);
            assertTrue(refused.body().contains("-Dshuttle." + bad.substring(0, bad.indexOf('='))), refused.body());
        }
    }

    @Test
    void aFollowerGoesOnWithTheNextDeployment() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /projects/shop/logs?follow=true&source=service&lines=1 HTTP/1.1\r\nHost: a\r\n"
                                    + "Accept: text/plain\r\nAuthorization: Bearer " + RunningApi.ADMIN + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            awaitLine(answer, "two started");
            service(second).line("out", "two works");
            awaitLine(answer, "two works");
            api.database().jdbi().useHandle(handle -> handle.execute("update deployment set state = 'stopped'"));
            String third = deploy();
            service(third).line("out", "three started");
            awaitLine(answer, "three started");
        }
    }

    @Test
    void aFollowersStreamEndsWithItsKey() throws Exception {
        NewKey key = api.key("follower", "read:shop", false);
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /projects/shop/logs?follow=true&source=service&lines=1 HTTP/1.1\r\nHost: a\r\n"
                                    + "Connection: close\r\nAuthorization: Bearer " + key.key() + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            while (!line.contains("two started")) {
                line = answer.readLine();
            }
            api.revoke(key);
            while (line != null) {
                line = answer.readLine(); // the end comes, or the time is over
            }
        }
    }

    private static void awaitLine(BufferedReader answer, String wanted) throws Exception {
        for (String line = answer.readLine(); line != null; line = answer.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("The stream ended before the line " + wanted);
    }

    private List<String> lines(String query) throws Exception {
        HttpResponse<String> answer = plain("/projects/shop/logs?" + query);
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body().lines().toList();
    }

    private HttpResponse<String> plain(String path) throws Exception {
        return api.send("GET", path, RunningApi.ADMIN, "", "Accept", "text/plain");
    }

    private LineSink service(String deployment) {
        return api.logs().of("shop", deployment).sink("service");
    }

    private String deploy() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(archive)) {
            gzip.write(1);
        }
        assertEquals(
                202,
                api.send(
                                "POST",
                                "/deploy?project=shop",
                                RunningApi.ADMIN,
                                BodyPublishers.ofByteArray(archive.toByteArray()))
                        .statusCode());
        return api.json("/projects/shop/deployments").at("/items/0/id").asText();
    }
}
