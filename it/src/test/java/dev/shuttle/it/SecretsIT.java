package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secrets: set before they are needed, handed to the service, and seen nowhere else. */
final class SecretsIT {
    private static final String VALUE = "s3cr3t-value-that-must-not-be-seen";
    private static final String AT_THE_START = "// here a test may put what is to happen at the start";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Visitor VISITOR = new Visitor(SERVER);
    private static final Infra KEEPER = new Infra(VISITOR, "keeper");

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void aProjectServesWithASecret(@TempDir Path folder) throws Exception {
        Api api = new Api(SERVER);
        api.secret("keeper", "TOKEN", VALUE);
        api.deploys("keeper", App.copy("infra", folder));
    }

    @Test
    void setBeforeTheFirstDeployItMakesTheProject() throws Exception {
        api.secret("early", "FIRST", VALUE);
        api.secret("early", "SECOND", VALUE);

        assertEquals("new", api.get("/projects/early").get("state").asText());
        JsonNode names = api.get("/projects/early/secrets");
        assertEquals(List.of("FIRST", "SECOND"), names.get("items").findValuesAsText("name"));
        assertEquals(2, api.delete("/projects/early/secrets/FIRST").statusCode() / 100);
        assertEquals(
                List.of("SECOND"),
                api.get("/projects/early/secrets").get("items").findValuesAsText("name"));
    }

    @Test
    void aMissingOneFailsTheDeployBeforeTheSwitch() throws Exception {
        App app = App.copy("infra", folder)
                .replace(
                        App.MAIN,
                        "ServiceInfo info)\n            throws",
                        "ServiceInfo info,"
                                + " @Secret(\"LACKING\") String one, @Secret(\"ABSENT\") String other)\n            throws");

        JsonNode failed = api.settled("keeper", api.upload("keeper", app.version(1, 2)));

        assertEquals("failed", failed.get("state").asText(), failed::toString);
        assertTrue(Set.of("plan", "provision").contains(failed.at("/error/step").asText()), failed::toString);
        String message = failed.at("/error/message").asText();
        assertTrue(message.contains("LACKING") && message.contains("ABSENT"), message);
        assertFalse(message.contains("MAYBE"), "That one is not required");
        assertEquals("infra, version 1", VISITOR.read("keeper"));
    }

    @Test
    void aChangeRestartsFromTheSameArtifactAndNoRequestIsLost() throws Exception {
        long builds = builds();
        try (KeepAliveLoad load =
                new KeepAliveLoad(SERVER.proxy(), "keeper.localhost", Pattern.compile("infra, version 1"), 16)) {
            api.secret("keeper", "MAYBE", "a second value");
            Await.until(
                    "the service to have the new value",
                    Duration.ofSeconds(60),
                    () -> KEEPER.ask("/token", ""),
                    (VALUE + " a second value")::equals);
            load.close();
            assertEquals(List.of(), load.lost());
            assertTrue(load.total() > 50, () -> "Too few to show anything: " + load.answers());
        }
        assertEquals(builds, builds(), "It was built again");
    }

    private long builds() throws IOException, InterruptedException {
        return api.deployments("keeper").stream()
                .filter(each -> Api.steps(each).contains("build"))
                .count();
    }

    @Test
    void itsValueStandsInNoLogAnswerProcessOrFile() throws Exception {
        KEEPER.ask("/leak", "");
        App failing = App.copy("infra", folder)
                .replace(App.MAIN, AT_THE_START, "if (true) { throw new IllegalStateException(\"no, \" + token); }");
        JsonNode failed = api.settled("keeper", api.upload("keeper", failing));
        assertEquals("start", failed.at("/error/step").asText(), failed::toString);
        assertTrue(failed.at("/error/message").asText().contains("no, ***"), failed::toString);

        String log = Await.until(
                "the lines that leak",
                Duration.ofSeconds(10),
                () -> text("/projects/keeper/logs"),
                text -> text.contains("leaked in an exception"));
        for (String leak : List.of("leaked to standard output: ***", "standard error: ***, ***", "exception: ***")) {
            assertTrue(log.contains(leak), log);
        }
        for (String path : readable(failed.get("id").asText())) {
            assertNowhere(path, text(path));
        }
        assertNowhere("the control plane's own output", String.join("\n", SERVER.printed()));
        assertNotInProcesses();
        assertNotInFiles();
    }

    private List<String> readable(String failed) throws Exception {
        String project = "/projects/keeper";
        List<String> paths = new ArrayList<>(List.of("/projects", project, project + "/deployments"));
        paths.addAll(List.of(project + "/secrets", project + "/resources", project + "/resources?reveal=true"));
        paths.addAll(List.of(project + "/logs", project + "/deployments/" + failed));
        for (JsonNode deployment : api.deployments("keeper")) {
            paths.add(project + "/deployments/" + deployment.get("id").asText() + "/logs");
        }
        return paths;
    }

    private String text(String path) throws IOException, InterruptedException {
        return api.send(api.to(path)).body();
    }

    private static void assertNowhere(String where, String text) {
        assertFalse(text.contains(VALUE), () -> "The secret stands in " + where + ":\n" + text);
    }

    private static void assertNotInProcesses() throws IOException {
        Set<Long> all = new HashSet<>(Processes.left(SERVER.home()));
        assertTrue(all.size() > 2, () -> "Host, PostgreSQL and Redis should run: " + all);
        all.add(SERVER.pid());
        for (long pid : all) {
            for (String file : List.of("cmdline", "environ")) {
                Path path = Path.of("/proc/" + pid + "/" + file);
                if (Files.isReadable(path)) {
                    assertNowhere(path.toString(), contentOrEmpty(path));
                }
            }
        }
    }

    /** Output of the app goes from its process to files, and is masked when it is read from there. */
    private static boolean isOutputOfTheApp(Path file) {
        return file.startsWith(SERVER.home().resolve("hosts"))
                && Set.of("out", "err").contains(file.getFileName().toString());
    }

    /** Empty where it is gone by now, with its process or without. */
    private static String contentOrEmpty(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return "";
        }
    }

    private static void assertNotInFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(SERVER.home(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()
                        && !isOutputOfTheApp(file)
                        && contentOrEmpty(file).contains(VALUE)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        assertEquals(List.of(), found, "Files hold the secret in clear");
    }

    @Test
    void allThatIsWrongWithParametersIsSaidAtOnceAndNothingIsRun() throws Exception {
        Path trace = folder.resolve("trace");
        App app = App.copy("jdk-handler", folder)
                .replace(
                        App.MAIN,
                        "public static HttpHandler main() {",
                        """
                        static {
                            try {
                                java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "ran");
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }

                        public static HttpHandler main(@dev.shuttle.Postgres int number, java.util.Date when) {
                        """
                                .formatted(trace));

        JsonNode failed = api.settled("faulty", api.upload("faulty", app));

        assertEquals("plan", failed.at("/error/step").asText(), failed::toString);
        String message = failed.at("/error/message").asText();
        for (String word : List.of("com.example.App", "main", "int", "javax.sql.DataSource", "java.util.Date")) {
            assertTrue(message.contains(word), () -> "Does not name " + word + ": " + message);
        }
        assertFalse(Files.exists(trace), "The app's static initialiser ran");
        HttpResponse<String> resources = api.send(api.to("/projects/faulty/resources"));
        assertFalse(resources.body().contains("postgres"), resources::body);
    }
}
