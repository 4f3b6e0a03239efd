package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The life of one project, from its first deploy to its end, by goals alone; in order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LifeByPluginIT {
    private static final String PROJECT = "jdk-handler";
    private static final String OF_PROJECT = "-Dshuttle.project=" + PROJECT;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    @TempDir
    static Path folder;

    private static App app = new App(Path.of(""));
    private static String first = "";
    private static String second = "";

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @Test
    @Order(1)
    void deployedTwiceAndTheSecondGoesOnAfterCtrlC() throws Exception {
        app = App.copy("jdk-handler", folder);
        MavenRun deploy = maven.run(app, "shuttle:deploy").succeeded();
        List<String> printed = deploy.text()
                .lines()
                .dropWhile(line -> !line.contains("Packing "))
                .takeWhile(line -> !line.contains("---"))
                .toList();
        assertTrue(printed.size() > 5 && printed.size() <= 15, deploy::text);
        deploy.says("Times: ", "unpack ", "switch ");
        first = api.current(PROJECT);
        try (RunningMaven run = maven.start(app.version(1, 2), "shuttle:deploy")) {
            run.prints("[INFO] shuttle | Step");
            run.ctrlC();
            second = api.deployments(PROJECT).get(0).get("id").asText();
            String which = " -Dshuttle.project=" + PROJECT + " -Dshuttle.deployment=" + second;
            run.prints("To follow it: mvn shuttle:logs" + which + " -Dshuttle.follow");
            run.prints("To cancel it: mvn shuttle:stop" + which);
        }

        assertEquals("running", api.settled(PROJECT, second).get("state").asText());
        assertEquals("jdk-handler, version 2", visitor.read(PROJECT));
    }

    @Test
    @Order(2)
    void statusSaysThatItRunsAndWhere() throws Exception {
        maven.run(app, "shuttle:status").succeeded().says(PROJECT, "running", second, "http://jdk-handler.localhost:");
    }

    @Test
    @Order(2)
    void statusAsJsonIsOneDocumentAloneOnStandardOutput() throws Exception {
        MavenRun run = maven.standardOutputOf(app, "-q", "shuttle:status", "-Dshuttle.output=json")
                .succeeded();

        JsonNode status = Api.json(String.join("\n", plain(run)));
        assertEquals(PROJECT, status.get("name").asText());
        assertEquals(second, status.get("current").asText());
    }

    @Test
    @Order(2)
    void aQuietGoalPrintsItsResultAlone() throws Exception {
        MavenRun run = maven.standardOutputOf(app, "-q", "shuttle:list").succeeded();

        List<String> lines = plain(run).stream().filter(line -> !line.isBlank()).toList();
        assertTrue(lines.get(0).startsWith("PROJECT"), run::text);
        assertTrue(lines.get(1).startsWith(PROJECT), run::text);
        assertEquals(2, lines.size(), run::text);
    }

    @Test
    @Order(2)
    void whereThePomLacksThePluginAHintHasItsFullName() throws Exception {
        maven.run(folder, Maven.goal("logs"), OF_PROJECT, "-Dshuttle.deployment=none")
                .failed()
                .says("`mvn " + Maven.goal("deployments") + "` lists all deployments");
    }

    @Test
    @Order(2)
    void aSettingThatIsNotThereIsNotRemoved() throws Exception {
        domains("-Dshuttle.unset=rate").failed().says("has no setting rate");
        domains("-Dshuttle.set=accessLog").failed().says("such as rate=100/s");
    }

    @Test
    @Order(2)
    void listNamesItAlsoWhereThereIsNoProject() throws Exception {
        maven.run(folder, Maven.goal("list")).succeeded().says(PROJECT, "running");
    }

    @Test
    @Order(2)
    void deploymentsShowsTheNewestFirst() throws Exception {
        Await.until(
                "the first to have drained",
                Duration.ofSeconds(60),
                () -> api.get("/projects/" + PROJECT + "/deployments/" + first)
                        .get("state")
                        .asText(),
                "superseded"::equals);
        MavenRun run = maven.run(app, "shuttle:deployments").succeeded();

        run.says(first, "superseded", second, "running");
        assertTrue(run.text().indexOf(second) < run.text().indexOf(first), run::text);
    }

    @Test
    @Order(2)
    void logsOfTheBuildAndOfTheServiceCanBeRead() throws Exception {
        maven.run(app, "shuttle:logs", "-Dshuttle.source=service")
                .succeeded()
                .says("jdk-handler says hello to its log");
        MavenRun build = maven.run(app, "shuttle:logs", "-Dshuttle.source=build", "-Dshuttle.deployment=" + first)
                .succeeded();

        assertTrue(build.text().split("BUILD SUCCESS", -1).length > 2, build::text);
    }

    @Test
    @Order(3)
    void rollbackServesTheVersionBeforeWithoutABuild() throws Exception {
        maven.run(app, "shuttle:rollback").succeeded();

        assertEquals("jdk-handler, version 1", visitor.read(PROJECT));
        JsonNode newest = api.deployments(PROJECT).get(0);
        assertEquals(first, newest.get("rollbackOf").asText());
        newest.get("steps")
                .forEach(step -> assertTrue(!step.get("name").asText().equals("build"), newest::toString));
    }

    @Test
    @Order(4)
    void rollbackToADeploymentByItsId() throws Exception {
        maven.run(app, "shuttle:rollback", "-Dshuttle.deployment=" + second).succeeded();

        assertEquals("jdk-handler, version 2", visitor.read(PROJECT));
    }

    @Test
    @Order(5)
    void rollbackToWhatDoesNotExistFails() throws Exception {
        maven.run(app, "shuttle:rollback", "-Dshuttle.deployment=nosuch")
                .failed()
                .says("nosuch");
    }

    @Test
    @Order(6)
    void stopTakesItOffAndStartServesItAgain() throws Exception {
        String serving = api.current(PROJECT);

        maven.run(folder, Maven.goal("stop"), OF_PROJECT).succeeded().says(serving, "is stopped");
        assertEquals(503, visitor.visit(PROJECT, "/").statusCode());
        Await.until(
                "its process to be gone", Duration.ofSeconds(20), () -> Processes.hosts(SERVER.home()), Set::isEmpty);

        maven.run(folder, Maven.goal("start"), OF_PROJECT).succeeded().url();
        assertEquals("jdk-handler, version 2", visitor.read(PROJECT));
    }

    @Test
    @Order(7)
    void aDomainLeadsToItUntilItIsRemoved() throws Exception {
        maven.run(folder, Maven.goal("domains"), OF_PROJECT, "-Dshuttle.add=shop.example.test")
                .succeeded()
                .says("shop.example.test");
        assertEquals("jdk-handler, version 2", visitor.at("shop.example.test").body());

        maven.run(folder, Maven.goal("domains"), OF_PROJECT, "-Dshuttle.remove=shop.example.test")
                .succeeded();
        assertEquals(404, visitor.at("shop.example.test").statusCode());
    }

    @Test
    @Order(8)
    void itsEdgeIsSetAtOnceAndWithoutALostRequest() throws Exception {
        try (KeepAliveLoad load = new KeepAliveLoad(
                SERVER.proxy(), PROJECT + ".localhost", Pattern.compile("jdk-handler, version 2"), 4)) {
            domains("-Dshuttle.add=www.shop.test").succeeded();
            domains("-Dshuttle.set=redirect.www.shop.test=shop.test").succeeded();
            domains("-Dshuttle.set=responseTimeout=PT30S").succeeded();
            domains("-Dshuttle.set=accessLog=true").succeeded();
            domains("-Dshuttle.set=rate=often").failed().says("The setting rate must be");
            load.close();
            assertEquals(List.of(), load.lost());
            assertTrue(load.total() > 20, () -> "Too few to show anything: " + load.answers());
        }
        Path page = Files.writeString(folder.resolve("page.html"), "<h1>Members only</h1>\n");
        domains("-Dshuttle.set=page.401=@" + page).succeeded();
        HttpResponse<String> moved = visitor.at("www.shop.test");
        assertEquals(308, moved.statusCode());
        assertEquals("http://shop.test/", moved.headers().firstValue("Location").orElse(""));
        visitor.visit(PROJECT, "/logged?q=1");
        Await.until(
                "the request to be logged",
                Duration.ofSeconds(20),
                () -> maven.run(folder, Maven.goal("logs"), OF_PROJECT, "-Dshuttle.source=access")
                        .text(),
                log -> log.contains("\"path\":\"/logged?q=1\",\"status\":"));

        domains("-Dshuttle.set=user.alice=correct horse").succeeded();
        HttpResponse<String> asked = visitor.visit(PROJECT, "/");
        assertEquals(401, asked.statusCode());
        assertEquals("<h1>Members only</h1>\n", asked.body());
        MavenRun listed = domains().succeeded();
        listed.says("www.shop.test", "user.alice", "***", "PT30S");
        assertFalse(listed.text().contains("horse"), listed::text);
        domains("-Dshuttle.unset=user.alice,page.401,accessLog,responseTimeout,redirect.www.shop.test")
                .succeeded()
                .says("removed user.alice");
        assertEquals("jdk-handler, version 2", visitor.at("www.shop.test").body());
        domains("-Dshuttle.remove=www.shop.test").succeeded();
    }

    private MavenRun domains(String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(Maven.goal("domains"), OF_PROJECT));
        words.addAll(List.of(more));
        return maven.run(folder, words.toArray(String[]::new));
    }

    @Test
    @Order(9)
    void aKeyIsShownOnceAndLogsInWithoutBeingShownAgain() throws Exception {
        MavenRun made = maven.standardOutputOf(
                        app, "-q", "shuttle:keys", "-Dshuttle.create=ci", "-Dshuttle.expires=P1D")
                .succeeded();
        String key = String.join("", plain(made));
        assertTrue(key.matches("shk_[A-Za-z0-9]{40}"), made::text);
        Maven ci = Maven.loggedInBy(SERVER, folder.resolve("config"));

        MavenRun login = ci.forked(folder, "-X", Maven.goal("login"), "-Dshuttle.apiKey=" + key)
                .succeeded();
        login.says("ci", "deploy:" + PROJECT);
        assertFalse(login.text().contains(key), login::text);

        String id = api.get("/keys").get("items").findParents("name").stream()
                .filter(each -> each.get("name").asText().equals("ci"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .asText();
        maven.run(folder, Maven.goal("keys"), "-Dshuttle.revoke=" + id).succeeded();
        ci.forked(folder, Maven.goal("status"), OF_PROJECT)
                .failed()
                .says("does not accept the key from mvn " + Maven.goal("login"));
    }

    @Test
    @Order(10)
    void deleteWithoutConfirmationIsRefusedInABatch() throws Exception {
        maven.run(app, "shuttle:delete").failed().says("shuttle.confirm");

        assertEquals("jdk-handler, version 2", visitor.read(PROJECT));
    }

    @Test
    @Order(11)
    void deleteTakesRouteAndProcessesAway() throws Exception {
        maven.run(app, "shuttle:delete", "-Dshuttle.confirm=" + PROJECT).succeeded();

        assertEquals(404, visitor.visit(PROJECT, "/").statusCode());
        assertEquals(404, api.send(api.to("/projects/" + PROJECT)).statusCode());
        Await.until(
                "its process to go", Duration.ofSeconds(15), () -> Processes.hosts(SERVER.home()), Set.of()::equals);
    }

    @Test
    @Order(12)
    void statusOfWhatIsGoneFails() throws Exception {
        maven.run(app, "shuttle:status").failed().says(PROJECT);
    }

    @Test
    @Order(13)
    void helpListsTheGoals() throws Exception {
        maven.run(app, "shuttle:help").succeeded().says("shuttle:deploy", "shuttle:rollback", "shuttle:delete");
    }

    /** Without the colour reset that some Mavens print when they leave. */
    private static List<String> plain(MavenRun run) {
        return run.output().stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
    }
}
