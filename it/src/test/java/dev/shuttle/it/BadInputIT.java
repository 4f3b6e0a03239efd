package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mistakes of users. Each ends with a helpful message and in an exit code that is not 0, the old version still serves,
 * and nothing is left behind.
 */
final class BadInputIT {
    private static final String PROJECT = "jdk-service";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_MAX_UPLOAD", "1MiB");

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    private static Leftovers before = new Leftovers(Set.of(), Set.of(), Set.of());
    private static String serving = "";

    private App app = new App(Path.of(""));

    @BeforeEach
    void aGoodVersionServes() throws Exception {
        app = App.copy("jdk-service", folder);
        if (serving.isEmpty()) {
            maven.run(app, "shuttle:deploy").succeeded();
            serving = api.current(PROJECT);
            before = Await.until(
                    "the deploy's own remains to go",
                    Duration.ofSeconds(20),
                    () -> Leftovers.of(SERVER),
                    remains -> remains.hosts().size() == 1
                            && remains.builders().isEmpty()
                            && remains.workspaces().isEmpty());
        }
    }

    @AfterEach
    void theOldVersionStillServesAndNothingIsLeftBehind() throws Exception {
        assertEquals("jdk-service, version 1", visitor.read(PROJECT));
        assertEquals(serving, api.current(PROJECT));
        Await.until(
                "only what was there before",
                Duration.ofSeconds(20),
                () -> Leftovers.of(SERVER),
                remains -> remains.equals(before));
    }

    @Test
    void aCompileErrorIsShownWithItsFileAndLine() throws Exception {
        app.replace(App.MAIN, "return new App();", "return new Apple();");

        failedAt("build").says("App.java", "Apple");
    }

    @Test
    void aParameterThatIsNotSupportedIsNamedWithItsRemedy() throws Exception {
        app.replace(App.MAIN, "public static Service main()", "public static Service main(StringBuilder builder)");

        failedAt("plan").says("com.example.App", "StringBuilder");
    }

    @Test
    void aServiceThatThrowsOnStartFailsWithItsException() throws Exception {
        app.replace(App.MAIN, "server.start();", "throw new IOException(\"the disk is on fire\");");

        failedAt("start").says("the disk is on fire");
    }

    @Test
    void aFolderWithoutAPomIsRefusedByMavenAndByTheApi() throws Exception {
        app.delete("pom.xml");

        maven.run(app, Maven.goal("deploy")).failed().says("no POM");
        refused(Archive.of(app.directory())).contains("pom.xml");
    }

    @Test
    void aBadProjectNameIsRefusedWithASuggestion() throws Exception {
        app.replace("pom.xml", "<artifactId>jdk-service<", "<artifactId>Jdk_Service<");

        MavenRun run = maven.run(app, "shuttle:deploy").failed();

        run.says("Jdk_Service", "jdk-service");
        assertEquals(
                422,
                api.deploy("Jdk_Service", Archive.of(app.directory()).toBytes()).statusCode());
    }

    @Test
    void aWrongKeyIsRefusedBeforeTheBodyIsRead() throws Exception {
        Maven.withKey(SERVER, "x".repeat(40))
                .run(app.version(1, 2), "shuttle:deploy")
                .failed()
                .says("does not accept the key");

        RawRequest request = RawRequest.to(SERVER.api())
                .line("POST /deploy?project=" + PROJECT + " HTTP/1.1")
                .line("Host: localhost")
                .line("Authorization: Bearer " + "x".repeat(40))
                .line("Content-Type: application/gzip")
                .line("Content-Length: 1000000")
                .line("");
        assertTrue(request.send().startsWith("HTTP/1.1 401"), "Answered only after the body, or not with 401");
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() throws Exception {
        app.version(1, 2);
        byte[] noise = new byte[1280 * 1024]; // little more: the client may fail when much is left unread
        new Random(1).nextBytes(noise);
        Files.write(app.directory().resolve("src/main/noise.bin"), noise);

        maven.run(app, "shuttle:deploy")
                .failed()
                .says("larger than", ".shuttleignore", "SHUTTLE_MAX_UPLOAD", "The largest files: ");

        HttpResponse<String> answer =
                api.deploy(PROJECT, Archive.of(app.directory()).toBytes());
        assertEquals(413, answer.statusCode(), answer::body);
    }

    @Test
    void anArchiveEntryThatClimbsOutIsRefusedAndWritesNothing() throws Exception {
        Archive archive = Archive.of(app.directory()).file("../climbed.txt", "x".getBytes(StandardCharsets.UTF_8));

        refused(archive).contains("../climbed.txt");

        try (var files = Files.walk(SERVER.home())) {
            assertTrue(files.noneMatch(file -> file.endsWith("climbed.txt")));
        }
    }

    @Test
    void anArchiveThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> answer = api.deploy(PROJECT, "not an archive".getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() == 202) {
            JsonNode deployment =
                    api.settled(PROJECT, Api.json(answer.body()).get("id").asText());
            assertEquals("failed", deployment.get("state").asText());
            assertEquals("unpack", deployment.get("error").get("step").asText());
        } else {
            assertEquals(422, answer.statusCode(), answer::body);
        }
    }

    private MavenRun failedAt(String step) throws Exception {
        MavenRun run = maven.run(app, "shuttle:deploy").failed();
        JsonNode last = api.deployments(PROJECT).get(0);
        assertEquals("failed", last.get("state").asText(), run::text);
        assertEquals(step, last.get("error").get("step").asText(), run::text);
        String sentence = last.get("error").get("message").asText();
        System.out.println("Failed at " + step + ": " + sentence);
        assertTrue(
                sentence.length() > 20 && !sentence.contains("\tat "), () -> "No sentence for a person: " + sentence);
        assertTrue(run.failure().contains(step), () -> "Does not name the step " + step + ":\n" + run.text());
        return run;
    }

    /** At the door or when unpacked: either way with words, which are returned. */
    private Words refused(Archive archive) throws Exception {
        HttpResponse<String> answer = api.deploy(PROJECT, archive.toBytes());
        if (answer.statusCode() != 202) {
            assertEquals(422, answer.statusCode(), answer::body);
            return new Words(Api.json(answer.body()).get("detail").asText());
        }
        JsonNode deployment =
                api.settled(PROJECT, Api.json(answer.body()).get("id").asText());
        assertEquals("failed", deployment.get("state").asText(), deployment::toString);
        return new Words(deployment.get("error").get("message").asText());
    }

    private record Words(String text) {
        void contains(String word) {
            System.out.println("Refused: " + text);
            assertTrue(text.contains(word), () -> "Does not say '" + word + "': " + text);
        }
    }
}
