package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn shuttle:plan} and {@code check}: what a deploy would change, told and not done. */
final class PlanIT {
    private static final String MAIN = "public static HttpHandler main(";
    private static final String POSTGRES = "@dev.shuttle.Postgres javax.sql.DataSource database";
    private static final String REDIS = "@dev.shuttle.Redis String redis";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Maven maven = Maven.of(SERVER);
    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void aProjectServesWithADatabase(@TempDir Path folder) throws Exception {
        new Api(SERVER).deploys("planned", app(folder, POSTGRES));
    }

    @AfterEach
    void nothingIsChanged() throws Exception {
        JsonNode resources = api.get("/projects/planned/resources").get("items");
        assertEquals(List.of("postgres"), resources.findValuesAsText("type"));
        assertEquals("planned", names(api.get("/projects").get("items")));
    }

    private static String names(JsonNode projects) {
        return String.join(" ", projects.findValuesAsText("name"));
    }

    private static App app(Path folder, String parameters) throws IOException {
        return App.copy("jdk-handler", folder)
                .replace("pom.xml", "<artifactId>jdk-handler<", "<artifactId>planned<")
                .replace(App.MAIN, MAIN, MAIN + parameters);
    }

    @Test
    void beforeTheFirstDeployAllIsNew() throws Exception {
        maven.run(app(folder, POSTGRES), "shuttle:plan", "-Dshuttle.project=another")
                .succeeded()
                .says("+ postgres default");
    }

    @Test
    void whatServesAlreadyIsKept() throws Exception {
        MavenRun run = maven.run(app(folder, POSTGRES), "shuttle:plan", "-Dshuttle.failOnChange")
                .succeeded();

        run.says("= postgres default");
        assertFalse(run.text().contains("+ "), run::text);
    }

    @Test
    void anAddedParameterIsAnAddedResource() throws Exception {
        App app = app(folder, POSTGRES + ", " + REDIS + ", @dev.shuttle.Secret(\"LACKING\") String lacking");

        maven.run(app, "shuttle:plan", "-Dshuttle.failOnChange")
                .failed()
                .says("= postgres default", "+ redis default", "! secret LACKING", "shuttle.failOnChange");
    }

    @Test
    void asJsonToo() throws Exception {
        MavenRun run = maven.standardOutputOf(app(folder, REDIS), "-q", "shuttle:plan", "-Dshuttle.output=json")
                .succeeded();

        JsonNode plan = Api.json(run.text().replaceAll("\u001b\\[[0-9;]*m", ""));
        assertEquals("planned", plan.get("project").asText());
        assertTrue(plan.get("changed").asBoolean(), plan::toString);
        assertEquals(
                List.of("create redis default", "unused postgres default"),
                StreamSupport.stream(plan.get("changes").spliterator(), false)
                        .map(change -> change.get("action").asText() + " "
                                + change.get("type").asText() + " "
                                + change.get("name").asText())
                        .toList());
    }

    @Test
    void whatCodeAsksForIsToldWithoutAServerToo() throws Exception {
        maven.run(app(folder, REDIS), "shuttle:plan", "-Dshuttle.api=http://127.0.0.1:1")
                .succeeded()
                .says("redis default");
    }

    @Test
    void checkFailsOnWhatCannotBeProvided() throws Exception {
        maven.run(
                        app(folder, "@dev.shuttle.Postgres int number, java.util.Date when"),
                        "process-classes",
                        "shuttle:check")
                .failed()
                .says("com.example.App", "int", "java.util.Date");
    }
}
