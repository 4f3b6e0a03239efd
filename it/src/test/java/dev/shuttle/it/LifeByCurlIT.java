package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole life of a project with {@code curl} and {@code tar} alone. */
final class LifeByCurlIT {
    private static final String CURL = "curl -sS --fail-with-body -H \"Authorization: Bearer $KEY\" ";
    private static final String DEPLOY = "tar cz . | " + CURL
            + "-H 'Content-Type: application/gzip' --data-binary @- \"$API/deploy?project=by-curl\"";
    private static final String VISIT = "curl -sS -H \"Host: by-curl.localhost\" $PROXY/";
    private static final String PROJECT = "$API/projects/by-curl";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    Path folder;

    @Test
    void deployedFollowedRolledBackAndDeleted() throws Exception {
        App app = App.copy("jdk-handler", folder);
        Shell shell = new Shell(SERVER, app.directory());

        JsonNode first = Api.json(shell.run(DEPLOY));
        assertEquals("by-curl", first.get("project").asText());
        String followed = shell.run(CURL + "-N -H 'Accept: text/event-stream' '" + logs(first) + "'");
        assertTrue(followed.contains("BUILD SUCCESS"), followed);
        assertTrue(followed.contains("event: end"), followed);
        assertEquals("jdk-handler, version 1", shell.run(VISIT));

        app.version(1, 2);
        JsonNode second = Api.json(shell.run(DEPLOY));
        settled(shell, second, "running");
        assertEquals("jdk-handler, version 2", shell.run(VISIT));

        readsItsLogs(shell, second);
        JsonNode list = Api.json(shell.run(CURL + PROJECT + "/deployments")).get("items");
        assertEquals(id(second), id(list.get(0)));
        assertEquals(id(first), id(list.get(1)));

        JsonNode back = Api.json(shell.run(CURL + "-X POST " + PROJECT + "/rollback"));
        settled(shell, back, "running");
        assertEquals("jdk-handler, version 1", shell.run(VISIT));
        assertEquals(id(first), back.get("rollbackOf").asText());

        answersAtADomainOfItsOwn(shell);
        stopsAndStarts(shell);
        isWatchedOver(shell);

        shell.run(CURL + "-X DELETE " + PROJECT);
        assertEquals("404", shell.run("curl -sS -o /dev/null -w '%{http_code}' -H 'Host: by-curl.localhost' $PROXY/"));
        Await.until(
                "its process to go",
                Duration.ofSeconds(45),
                () -> Processes.hosts(SERVER.home()).size(),
                count -> count == 0);
    }

    private static void answersAtADomainOfItsOwn(Shell shell) throws Exception {
        String visit = "curl -sS -w ' %{http_code}' -H 'Host: shop.example.com' $PROXY/";
        assertTrue(shell.run(visit).endsWith(" 404"));

        JsonNode domain = Api.json(shell.run(CURL + "-X PUT " + PROJECT + "/domains/shop.example.com"));
        assertEquals("shop.example.com", domain.get("host").asText());
        assertEquals("jdk-handler, version 1 200", shell.run(visit));
        assertEquals(
                1, Api.json(shell.run(CURL + PROJECT + "/domains")).get("items").size());

        String elsewhere = "$API/projects/elsewhere";
        shell.run(CURL + "-X PUT -d value " + elsewhere + "/secrets/NAME");
        assertEquals("409", status(shell, "-X PUT " + elsewhere + "/domains/SHOP.example.com"));
        assertEquals("422", status(shell, "-X PUT " + PROJECT + "/domains/other.localhost"));
        assertEquals("422", status(shell, "-X PUT " + PROJECT + "/domains/no-dot"));

        shell.run(CURL + "-X DELETE " + PROJECT + "/domains/shop.example.com");
        assertTrue(shell.run(visit).endsWith(" 404"));
    }

    private static void stopsAndStarts(Shell shell) throws Exception {
        shell.run(CURL + "-X PUT " + PROJECT + "/domains/shop.example.com");
        JsonNode stopped = Api.json(shell.run(CURL + "-X POST " + PROJECT + "/stop"));
        assertEquals("503", shell.run("curl -sS -o /dev/null -w '%{http_code}' -H 'Host: by-curl.localhost' $PROXY/"));
        settled(shell, stopped, "stopped");
        Await.until(
                "its process to be gone", Duration.ofSeconds(20), () -> Processes.hosts(SERVER.home()), Set::isEmpty);
        assertEquals("stopped", Api.json(shell.run(CURL + PROJECT)).get("state").asText());
        assertEquals("409", status(shell, "-X POST " + PROJECT + "/stop"));
        assertEquals("409", status(shell, "-X POST " + PROJECT + "/restart"));

        JsonNode started = Api.json(shell.run(CURL + "-X POST " + PROJECT + "/start"));
        settled(shell, started, "running");
        assertEquals("jdk-handler, version 1", shell.run(VISIT));
        assertEquals("jdk-handler, version 1", shell.run("curl -sS -H 'Host: shop.example.com' $PROXY/"));
        assertEquals("409", status(shell, "-X POST " + PROJECT + "/start"));

        JsonNode cancelled = Api.json(shell.run(CURL + "-X DELETE " + PROJECT + "/deployments/" + id(started)));
        settled(shell, cancelled, "stopped");
    }

    private static void isWatchedOver(Shell shell) throws Exception {
        JsonNode entries =
                Api.json(shell.run(CURL + PROJECT + "/audit?limit=500")).get("items");
        List<String> actions = entries.findValuesAsText("action");
        for (String action : List.of("deploy", "rollbackProject", "stopProject", "startProject", "addDomain")) {
            assertTrue(actions.contains(action), () -> action + " is missing in " + actions);
        }
        String metrics = shell.run(CURL + "$API/metrics");
        assertTrue(metrics.contains("shuttle_deployments{state=\"stopped\"}"), metrics);
    }

    private static String status(Shell shell, String call) throws Exception {
        return shell.run("curl -sS -o /dev/null -w '%{http_code}' -H \"Authorization: Bearer $KEY\" " + call);
    }

    private static void readsItsLogs(Shell shell, JsonNode deployment) throws Exception {
        Await.until(
                "the line in the log",
                Duration.ofSeconds(20),
                () -> shell.run(CURL + "-H 'Accept: text/plain' '" + logs(deployment) + "'"),
                plain -> plain.lines().anyMatch("jdk-handler says hello to its log"::equals));

        for (String line :
                shell.run(CURL + "'" + logs(deployment) + "'").lines().toList()) {
            JsonNode entry = Api.json(line);
            for (String member : new String[] {"at", "source", "stream", "line"}) {
                assertTrue(entry.has(member), line);
            }
        }
        String following =
                shell.run("(" + CURL + "-N -m 2 '" + logs(deployment) + "?follow=true' 2> /dev/null || true)");
        assertTrue(
                following.contains("jdk-handler says hello to its log"), "Nothing came before the end: " + following);
        String latest = shell.run(CURL + "-H 'Accept: text/plain' " + PROJECT + "/logs");
        assertTrue(latest.contains("jdk-handler says hello to its log"), latest);
    }

    @Test
    void whatNeedsNoKeyIsAnsweredWithoutOne() throws Exception {
        Shell shell = new Shell(SERVER, folder);

        shell.run("curl -sS --fail $API/health");
        assertEquals(
                Java.version(),
                Api.json(shell.run("curl -sS --fail $API/version"))
                        .get("version")
                        .asText());
        String plugin = "/maven/dev/shuttle/shuttle-maven-plugin/" + Java.version() + "/shuttle-maven-plugin-"
                + Java.version() + ".pom";
        assertTrue(shell.run("curl -sS --fail $API" + plugin).contains("<packaging>maven-plugin</packaging>"));
        assertEquals("401", shell.run("curl -sS -o /dev/null -w '%{http_code}' $API/projects"));
    }

    private static void settled(Shell shell, JsonNode deployment, String state) throws Exception {
        Await.until(
                "deployment " + id(deployment) + " to be " + state,
                Duration.ofMinutes(2),
                () -> Api.json(shell.run(CURL + PROJECT + "/deployments/" + id(deployment))),
                seen -> seen.get("state").asText().equals(state));
    }

    private static String logs(JsonNode deployment) {
        return SERVER.api() + "/projects/by-curl/deployments/" + id(deployment) + "/logs";
    }

    private static String id(JsonNode deployment) {
        return deployment.get("id").asText();
    }
}
