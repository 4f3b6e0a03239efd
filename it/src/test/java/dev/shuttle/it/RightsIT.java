package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** As root: what is deployed runs as users of its project, in bounds, and reads nothing of anybody else's. */
final class RightsIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** More than a shell needs, less than the limit of 1024 that a JVM shares with it. */
    private static final int MANY = 500;

    /** Enough to see that they end. */
    private static final int SOME = 50;

    @RegisterExtension
    static final ControlPlane SERVER =
            ControlPlane.withDefaults().with("SHUTTLE_HOST_MEMORY", "320MiB").with("SHUTTLE_BUILD_MEMORY", "768MiB");

    private static final Api API = new Api(SERVER);
    private static final Visitor VISITOR = new Visitor(SERVER);
    private static Intrusion intrusion;

    @TempDir
    Path folder;

    @BeforeAll
    static void twoProjectsServe(@TempDir Path sources) throws Exception {
        Machine.needs(Machine.isRoot() && Machine.has("setpriv"), "root with setpriv");
        Machine.needs(Machine.has("bwrap"), "bubblewrap");
        App app = App.copy("intruder", sources);
        for (String project : List.of("victim", "intruder")) {
            API.deploys(project, app);
        }
        intrusion = new Intrusion(SERVER, API.current("victim"));
        intrusion.findsMuchAsOurselves();
    }

    @Test
    void theLogSaysWhatHolds() {
        String line = SERVER.printed().stream()
                .filter(each -> each.contains("isolation:"))
                .findFirst()
                .orElse("");
        assertTrue(line.contains("user per project yes"), line);
        assertTrue(line.contains("bubblewrap yes"), line);
    }

    @Test
    void aServiceReadsNothingOfOthers() throws Exception {
        intrusion.foundNothing(sh(intrusion.script()));
        assertEquals("of this project only", sh("cat " + folder("intruder") + "/private.txt"));
    }

    @Test
    void whereAServiceMayWriteNothingOfOursLies() throws Exception {
        String host = SERVER.home() + "/hosts/" + API.current("intruder");
        String said = sh("cd; pwd; echo x > \"$HOME/a\" && echo x > \"$TMPDIR/b\" && echo written; rm -rf " + host
                + "; ls -d " + host + "/token");
        assertTrue(said.contains("written") && said.contains(host + "/token"), said);
        for (String ours : List.of("pid", "out", "err", "offsets", "socket-path", "token")) {
            assertEquals(0, Files.getAttribute(Path.of(host, ours), "unix:uid"), ours);
        }
    }

    @Test
    void aBuildReadsNothingOfOthers() throws Exception {
        App app = App.copy("intruder", folder).write("intrude.sh", intrusion.script());
        JsonNode deployment =
                API.deploys("prying", running(app, "validate", "sh ./intrude.sh; env; cat /proc/1/cmdline"));

        String log = log("prying", deployment);
        intrusion.foundNothing(log);
        assertTrue(!log.contains(SERVER.key()), log);
    }

    @Test
    void aBuildThatPointsToOurKeyIsRefused() throws Exception {
        App app = running(
                App.copy("intruder", folder),
                "process-classes",
                "ln -s " + SERVER.home() + "/master.key compiled/stolen");

        JsonNode error = failure("pointing", app);

        assertEquals("build", error.get("step").asText(), error::toString);
        assertTrue(error.get("message").asText().contains("links to other places"), error::toString);
    }

    @Test
    void whatABuildLeavesRunningEndsWithIt() throws Exception {
        String seconds = Processes.uncommonSeconds();
        String forks = "for i in $(seq " + SOME + "); do env -i setsid sleep " + seconds + " & done; exit 1";
        App app = running(App.copy("intruder", folder), "validate", forks);

        assertEquals("build", failure("forking", app).get("step").asText());

        assertEquals(0, running(seconds));
        assertEquals("intruder, version 1", VISITOR.read("victim"));
    }

    @Test
    void aServiceThatTakesTooMuchIsBoundedAndAllOfItEndsWithIt() throws Exception {
        needsMemoryGroups();
        API.deploys("bomb", App.copy("intruder", folder));
        VISITOR.visit("bomb", "/memory");
        Await.until(
                "the reason in the log",
                SOON,
                () -> API.send(API.to("/projects/bomb/logs").header("Accept", "text/plain"))
                        .body(),
                text -> text.contains("took more than 320 MiB of memory and was killed by the kernel"));
        Await.until("it to be back", SOON, () -> VISITOR.read("bomb"), "intruder, version 1"::equals);

        assertAllOfItEnds("for i in $(seq " + SOME + "); do ", SOME);
    }

    @Test
    @Tag("full") // SandboxTest has the bound
    void aServiceThatForksForEverIsBoundedAndAllOfItEndsWithIt() throws Exception {
        API.deploys("bomb", App.copy("intruder", folder));
        assertAllOfItEnds("while :; do ", MANY);
    }

    /** Of those that it starts, that many are awaited. */
    private static void assertAllOfItEnds(String loop, int wanted) throws Exception {
        String seconds = Processes.uncommonSeconds();
        String forks = "(" + loop + "env -i setsid sleep " + seconds + " & done) > /dev/null 2>&1 &";
        VISITOR.post("bomb", "/sh", "text/plain", forks);
        Await.until("many processes", SOON, () -> running(seconds), count -> count >= wanted);
        assertTrue(running(seconds) < 1024, () -> running(seconds) + " processes");
        assertEquals("intruder, version 1", VISITOR.read("victim"));

        assertEquals(2, API.delete("/projects/bomb?wait=true").statusCode() / 100);

        assertEquals(0, running(seconds));
    }

    @Test
    @Tag("full") // SandboxTest does so without a Maven
    void aBuildThatTakesTooMuchMemoryFailsWithThatReason() throws Exception {
        needsMemoryGroups();
        JsonNode error =
                failure("large", running(App.copy("intruder", folder), "validate", "head -c 2G /dev/zero | tail"));

        assertTrue(
                error.get("message")
                        .asText()
                        .startsWith("The build took more than 768 MiB of memory and was killed by the kernel"),
                error::toString);
    }

    @Test
    void theFoldersOfTheHomeAreClosedToOthers() throws Exception {
        for (String closed : List.of("store", "logs", "uploads", "master.key")) {
            assertEquals(
                    Set.of(),
                    PosixFilePermissions.fromString(PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(SERVER.home().resolve(closed)))
                            .replaceFirst("^...", "---")),
                    closed);
        }
    }

    private static void needsMemoryGroups() {
        Machine.needs(
                SERVER.printed().stream().anyMatch(line -> line.matches(".*isolation: .*cgroup v\\d [^;]*memory.*")),
                "control groups that limit memory");
    }

    /** How many processes have that word on their command line. */
    private static long running(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(word))
                .count();
    }

    private static String sh(String script) throws Exception {
        return VISITOR.post("intruder", "/sh", "text/plain", script).body();
    }

    private static String folder(String project) throws Exception {
        return VISITOR.visit(project, "/folder").body();
    }

    private static String log(String project, JsonNode deployment) throws Exception {
        String id = deployment.get("id").asText();
        return API.send(API.to("/projects/" + project + "/deployments/" + id + "/logs")
                        .header("Accept", "text/plain"))
                .body();
    }

    private static JsonNode failure(String project, App app) throws Exception {
        JsonNode deployment = API.settled(project, API.upload(project, app));
        assertEquals("failed", deployment.get("state").asText(), deployment::toString);
        return deployment.get("error");
    }

    /** The app, whose build runs a shell command in that phase. */
    static App running(App app, String phase, String command) throws Exception {
        app.write("command.sh", command + "\n");
        return app.replace(
                "pom.xml",
                "<plugins>",
                """
                <plugins><plugin>
                  <groupId>org.apache.maven.plugins</groupId><artifactId>maven-antrun-plugin</artifactId><version>3.1.0</version>
                  <executions><execution><phase>%s</phase><goals><goal>run</goal></goals><configuration><target>
                    <exec executable="sh" failonerror="true"><arg value="command.sh"/></exec>
                  </target></configuration></execution></executions>
                </plugin>"""
                        .formatted(phase));
    }
}
