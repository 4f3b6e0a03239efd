package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that ends, in order or not, and is started again on its home. */
final class RestartIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeEach
    void twoProjectsServe() throws Exception {
        for (String name : List.of("jdk-handler", "closeable")) {
            if (visitor.read(name).equals(name + ", version 1")) {
                continue;
            }
            api.deploys(name, App.copy(name, folder.resolve("sources")));
            Await.until(
                    "the version before to be gone",
                    Duration.ofSeconds(20),
                    () -> Snapshot.take(api).states(),
                    states -> !states.contains("draining"));
        }
    }

    @Test
    void stoppedAndStartedAgainEveryProjectAnswersWithItsIdsAndLogs() throws Exception {
        Snapshot before = Snapshot.take(api);

        SERVER.stop();
        SERVER.start();

        bothAnswer();
        awaitSame(before);
    }

    @Test
    void afterAKillTheSameProcessesServeOn() throws Exception {
        Snapshot before = Snapshot.take(api);
        Set<Long> hosts = Processes.hosts(SERVER.home());
        assertEquals(2, hosts.size());

        SERVER.kill();
        assertEquals(hosts, Processes.hosts(SERVER.home()), "Hosts must outlive a control plane that crashes");
        SERVER.start();

        bothAnswer();
        awaitSame(before);
        assertEquals(hosts, Processes.hosts(SERVER.home()), "Not adopted");
    }

    @Test
    void adoptedProjectsCanBeDeployedAgainAndDeleted() throws Exception {
        SERVER.kill();
        SERVER.start();

        App changed = App.copy("jdk-handler", folder.resolve("changed")).version(1, 2);
        api.deploys("jdk-handler", changed);
        assertEquals("jdk-handler, version 2", visitor.read("jdk-handler"));
        assertEquals(2, api.delete("/projects/closeable").statusCode() / 100);
        assertEquals(404, visitor.visit("closeable", "/").statusCode());
        Await.until(
                "one process to be left",
                Duration.ofSeconds(45),
                () -> Processes.hosts(SERVER.home()).size(),
                count -> count == 1);
    }

    @Test
    void aServiceThatEndsByItselfIsStartedAgainWhileRequestsWait() throws Exception {
        App mortal = App.copy("jdk-handler", folder.resolve("mortal"))
                .replace(
                        "src/main/java/com/example/App.java",
                        "return exchange -> {",
                        "return exchange -> { if (exchange.getRequestURI().getPath().equals(\"/end\"))"
                                + " { Runtime.getRuntime().halt(7); }");
        api.deploys("jdk-handler", mortal);
        Set<Long> before = Await.until(
                "the version before to be gone",
                Duration.ofSeconds(20),
                () -> Processes.hosts(SERVER.home()),
                hosts -> hosts.size() == 2);

        assertEquals(502, visitor.visit("jdk-handler", "/end").statusCode());
        assertEquals("jdk-handler, version 1", visitor.read("jdk-handler"), "At once: before it can be noticed");
        Await.until(
                "another process to be started for the service",
                Duration.ofSeconds(20),
                () -> Processes.hosts(SERVER.home()),
                hosts -> hosts.size() == before.size() && !hosts.equals(before));

        assertEquals("jdk-handler, version 1", visitor.read("jdk-handler"));
        Await.until(
                "its state to be stored",
                Duration.ofSeconds(20),
                () -> api.deployments("jdk-handler").get(0).get("state").asText(),
                "running"::equals);
    }

    @Test
    void aSecondControlPlaneOnTheSameHomeRefusesToStart() throws Exception {
        ProcessBuilder second = new ProcessBuilder(
                Java.executable(),
                "-jar",
                Java.root().resolve("control-plane/target/control-plane.jar").toString());
        second.environment()
                .putAll(Map.of(
                        "SHUTTLE_HOME", SERVER.home().toString(), "SHUTTLE_API_PORT", "0", "SHUTTLE_PROXY_PORT", "0"));
        Process process = second.redirectErrorStream(true).start();
        Output output = new Output("the second control plane", process.getInputStream());

        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "It goes on");
        assertTrue(process.exitValue() != 0);
        assertTrue(
                String.join("\n", output.toEnd()).contains(SERVER.home().toString()),
                () -> "Does not name the home: " + output.soFar());
    }

    private void bothAnswer() throws Exception {
        assertEquals("jdk-handler, version 1", visitor.read("jdk-handler"));
        assertEquals("closeable, version 1", visitor.read("closeable"));
    }

    /** The serving deployment is stored a moment later. */
    private void awaitSame(Snapshot before) throws Exception {
        Await.until("all to be as it was: " + before, Duration.ofSeconds(20), () -> Snapshot.take(api), before::equals);
    }

    /** The state that a restart must not change. */
    private record Snapshot(List<String> ids, List<String> states, List<Boolean> logs) {
        static Snapshot take(Api api) throws Exception {
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode project : api.get("/projects").get("items")) {
                all.addAll(api.deployments(project.get("name").asText()));
            }
            List<Boolean> logs = new ArrayList<>();
            for (JsonNode deployment : all) {
                String path = "/projects/" + deployment.get("project").asText() + "/deployments/"
                        + deployment.get("id").asText() + "/logs";
                logs.add(api.send(api.to(path).header("Accept", "text/plain"))
                        .body()
                        .contains("BUILD SUCCESS"));
            }
            return new Snapshot(
                    all.stream().map(each -> each.get("id").asText()).toList(),
                    all.stream().map(each -> each.get("state").asText()).toList(),
                    logs);
        }
    }
}
