package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mvn shuttle:deploy}, for every kind of app. */
final class DeployIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Maven maven = Maven.of(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    @Tag("full") // FrameworksIT has such a jar
    void aSpringBootJarAnswersOnItsSubdomain() throws Exception {
        MavenRun run = maven.run(App.copy("spring-boot", folder), "shuttle:deploy", "-Dshuttle.verbose")
                .succeeded();

        assertAddress("spring-boot", run);
        assertEquals("spring-boot, version 1", visitor.read("spring-boot"));
        run.says("build   | [INFO] BUILD SUCCESS");
    }

    private static void assertAddress(String project, MavenRun run) {
        assertEquals(
                "http://" + project + ".localhost:" + SERVER.proxy().getPort(),
                run.url().toString().replaceFirst("/$", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"javalin-app", "plain-program"})
    void whatListensInItsOwnWayAnswers(String name) throws Exception {
        answers(name);
    }

    @ParameterizedTest
    @Tag("full") // the contract of runners and the tests of ServiceInstance have each kind
    @ValueSource(strings = {"jdk-handler", "jdk-service", "address-void", "port-void", "closeable"})
    void everyOtherKindOfEntryPointAnswers(String name) throws Exception {
        answers(name);
    }

    private void answers(String name) throws Exception {
        new Api(SERVER).deploys(name, App.copy(name, folder));

        assertEquals(name + ", version 1", visitor.read(name));
    }

    @Test
    void aChangedLineIsServedAfterTheNextDeployAndTheOldProcessIsGone() throws Exception {
        App app = App.copy("jdk-service", folder);
        Api api = new Api(SERVER);
        Set<Long> others = Processes.hosts(SERVER.home());
        api.deploys("changing", app);
        assertEquals("jdk-service, version 1", visitor.read("changing"));
        Set<Long> old = Processes.hosts(SERVER.home());
        old.removeAll(others);
        assertFalse(old.isEmpty());

        api.deploys("changing", app.version(1, 2));

        assertEquals("jdk-service, version 2", visitor.read("changing"));
        Await.until(
                "the old version's process to go",
                Duration.ofSeconds(45),
                () -> Processes.hosts(SERVER.home()),
                hosts -> Collections.disjoint(hosts, old));
    }

    @Test
    void aChangeInALibraryModuleIsServedAfterTheNextDeploy() throws Exception {
        App app = App.copy("reactor", folder)
                .replace("app/pom.xml", "<artifactId>reactor-app<", "<artifactId>changing-reactor<");
        assertAddress("changing-reactor", maven.run(app, "shuttle:deploy").succeeded());
        assertEquals("reactor-app, version 1", visitor.read("changing-reactor"));

        app.replace("lib/src/main/java/com/example/lib/Greeting.java", "version 1", "version 2");
        maven.run(app, "shuttle:deploy").succeeded();

        assertEquals("reactor-app, version 2", visitor.read("changing-reactor"));
    }

    @Test
    @Tag("full") // QueueTest has both, and ReactorIT asks twice
    void whatServesAlreadyUnderAnExplicitNameIsNotBuiltAgainUnlessForced() throws Exception {
        App app = App.copy("port-void", folder);
        String name = "-Dshuttle.project=same";
        Api api = new Api(SERVER);
        maven.run(app, "shuttle:deploy", name).succeeded();
        String first = api.current("same");

        MavenRun again = maven.run(app, "shuttle:deploy", name).succeeded();
        again.says("Nothing changed", first);
        assertEquals("same.localhost", again.url().getHost());
        assertEquals(first, api.current("same"));

        maven.run(app, "shuttle:deploy", name, "-Dshuttle.force").succeeded();
        assertTrue(!first.equals(api.current("same")), "Forced, and yet the same deployment serves");
    }

    @Test
    void theFirstExampleSaysHello() throws Exception {
        App app = App.copyOf(Java.root().resolve("examples/hello"), folder.resolve("hello"));

        assertAddress("hello", maven.run(app, "shuttle:deploy").succeeded());

        assertEquals("Hello from Shuttle\n", visitor.read("hello"));
    }

    @Test
    @Tag("full") // SourceTreeTest of the plugin has each rule
    void secretsAndBuildOutputStayAtHome() throws Exception {
        App app = App.copy("jdk-handler", folder)
                .replace("pom.xml", "<artifactId>jdk-handler<", "<artifactId>discreet<")
                .write("src/main/resources/Secrets.properties", "PASSWORD=hunter2\n")
                .write("src/main/resources/.env.local", "PASSWORD=hunter2\n")
                .write("src/main/resources/kept.txt", "kept\n")
                .write(".gitignore", "ignored.txt\n")
                .write("src/main/resources/ignored.txt", "ignored\n")
                .replace(
                        App.MAIN,
                        "byte[] answer = \"jdk-handler, version 1\".getBytes(StandardCharsets.UTF_8);",
                        """
                        String found = "";
                        for (String name : new String[] {"Secrets.properties", ".env.local", "ignored.txt", "kept.txt"}) {
                            found += App.class.getResource("/" + name) == null ? "" : name + " ";
                        }
                        byte[] answer = found.getBytes(StandardCharsets.UTF_8);
                        """);
        Files.createDirectories(app.directory().resolve("target"));

        maven.run(app, "shuttle:deploy").succeeded();

        assertEquals("kept.txt ", visitor.read("discreet"));
    }

    @Test
    void aSkippedDeployDoesNothing() throws Exception {
        App app =
                App.copy("jdk-handler", folder).replace("pom.xml", "<artifactId>jdk-handler<", "<artifactId>skipped<");

        maven.run(app, "shuttle:deploy", "-Dshuttle.skip").succeeded();

        assertEquals(404, visitor.visit("skipped", "/").statusCode());
    }
}
