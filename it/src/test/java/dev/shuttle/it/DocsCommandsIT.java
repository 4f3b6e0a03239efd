package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about deploying, the API and settings, in order, as a reader types them. */
@Tag("full") // each goal has tests of its own
final class DocsCommandsIT {
    private static final String VARIABLES =
            "API=$SHUTTLE_API KEY=$SHUTTLE_API_KEY; AUTH=\"Authorization: Bearer $KEY\"; ";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Maven maven = Maven.of(SERVER);

    @TempDir
    Path folder;

    private App app;

    @BeforeEach
    void anApp() throws Exception {
        app = App.copy("jdk-handler", folder).replace("pom.xml", "<artifactId>jdk-handler<", "<artifactId>shop<");
    }

    @Test
    void theFirstAppOfTheReadme() throws Exception {
        DocsPage page = DocsPage.read(Java.root().resolve("README.md"));
        app = new App(Files.createDirectory(folder.resolve("first")));
        app.write("pom.xml", page.blocks().get(2).text());
        app.write("src/main/java/com/example/Greeter.java", page.blocks().get(3).text());
        for (String command : page.commands(4)) {
            String here = command.replace(":8000", ":" + SERVER.proxy().getPort());
            assertTrue(run(here).contains(command.startsWith("curl") ? "Hello, world" : "http://greeter.localhost:"));
        }
        maven.run(app, Maven.goal("delete"), "-Dshuttle.confirm=greeter").succeeded();
    }

    @Test
    void theApi() throws Exception {
        List<String> page = DocsPage.of("api.md").commands(0);

        assertTrue(page.get(0).startsWith("KEY=$(cat ") && page.get(1).startsWith("API=http://127.0.0.1:8001;"));
        run(page.get(2));
        assertEquals("ID=…", page.get(3));
        run("ID=" + newest("greeter") + "; " + page.get(4));
        assertEquals("jdk-handler, version 1", visitor.read("greeter"));
        assertTrue(run(page.get(5)).contains("\"state\":\"running\""));
        assertTrue(untilCtrlC(page.get(6)).contains("says hello"));
        run(page.get(7));
        run(page.get(8));
        assertTrue(run(page.get(9)).contains("\"key\":\"shk_"));
        app.version(1, 2);
        run(page.get(2));
        Await.until(
                "the second version serves",
                Duration.ofSeconds(60),
                () -> visitor.read("greeter"),
                "jdk-handler, version 2"::equals);
        run(page.get(10));
        Await.until(
                "the first version is back",
                Duration.ofSeconds(20),
                () -> visitor.read("greeter"),
                "jdk-handler, version 1"::equals);
        run(page.get(11));
        assertEquals(404, visitor.visit("greeter", "/").statusCode());
        assertEquals(12, page.size());
    }

    @Test
    void deploying() throws Exception {
        DocsPage page = DocsPage.of("deploying.md");

        page.commands(0).forEach(this::succeeds);
        page.commands(1).forEach(this::succeeds);
        assertEquals("jdk-handler, version 1", visitor.read("shop-fork"));
        String first = newest("shop");
        app.version(1, 2);
        maven.run(app, Maven.goal("deploy")).succeeded();
        untilCtrlC(page.commands(2).get(0).replace("=ID", "=" + newest("shop"))); // it serves already
        for (String command : page.commands(5)) {
            if (command.endsWith(".follow")) {
                untilCtrlC(command);
            } else {
                succeeds(command.replace("=ID", "=" + first));
            }
        }
        List<String> back = page.commands(6);
        succeeds(back.get(0));
        assertEquals("jdk-handler, version 1", visitor.read("shop"));
        succeeds(back.get(1).replace("=ID", "=" + newest("shop")));
        List<String> life = page.commands(7);
        succeeds(life.get(0));
        assertEquals(503, visitor.visit("shop", "/").statusCode());
        succeeds(life.get(1));
        succeeds(life.get(2));
        assertEquals("jdk-handler, version 1", visitor.read("shop"));
        succeeds(page.commands(2).get(1).replace("=ID", "=" + newest("shop")));
        succeeds(life.get(3) + " -Dshuttle.confirm=shop");
        assertEquals(404, visitor.visit("shop", "/").statusCode());
    }

    @Test
    void domainsAndTheEdge() throws Exception {
        maven.run(app, Maven.goal("deploy")).succeeded();
        List<String> domains = DocsPage.of("domains.md").commands(0);

        succeeds(domains.get(0));
        assertTrue(run(domains.get(1)).contains("shop.example.com"));
        succeeds(domains.get(2));
        app.write("password", "correct horse battery\n");
        List<String> edge = DocsPage.of("edge.md").commands(0);
        succeeds(edge.get(0));
        succeeds(edge.get(1) + " < password");
        assertEquals(401, visitor.visit("shop", "/").statusCode());
        succeeds(edge.get(2));
        assertEquals("jdk-handler, version 1", visitor.read("shop"));
        succeeds(edge.get(3));
    }

    @Test
    void variables() throws Exception {
        DocsPage page = DocsPage.of("environment.md");

        maven.run(app, Maven.goal("deploy")).succeeded();
        page.commands(0).forEach(this::succeeds);
        page.commands(2).forEach(this::succeeds);
        page.commands(3).forEach(this::succeeds);

        assertEquals("debug", variable("shop", "LOG_LEVEL"));
        assertEquals("debug", variable("stage", "LOG_LEVEL"));
    }

    @Test
    void keysAndGoalsOutsideOfAProject() throws Exception {
        maven.run(app, Maven.goal("deploy")).succeeded();
        succeeds(DocsPage.of("ci.md").commands(0).get(0));
        succeeds(DocsPage.of("goals.md").commands(0).get(0));
        DocsPage page = DocsPage.of("keys.md");
        List<String> keys = page.commands(0);

        succeeds(keys.get(0).replace("=ci-shop", "=another"));
        assertTrue(run(keys.get(1)).contains("another"));
        String id = "";
        for (JsonNode key : api.get("/keys").get("items")) {
            id = key.get("name").asText().equals("another") ? key.get("id").asText() : id;
        }
        succeeds(keys.get(2).replace("=ID", "=" + id));
        assertTrue(!run(keys.get(1)).contains("another"));
        page.commands(1).forEach(this::succeeds);
    }

    @Test
    void aNoticeIsSignedAsThePageSays() throws Exception {
        record Notice(String id, String timestamp, String signature, String body) {}
        BlockingQueue<Notice> received = new LinkedBlockingQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.add(new Notice(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try {
            DocsPage page = DocsPage.of("webhooks.md");
            String set = String.join(" ", page.commands(0)).replace("\\ ", "");
            String answer = run(set.replace("http://127.0.0.1:8001", "$API")
                    .replace(
                            "https://hooks.slack.com/services/T0/B0/XXXX",
                            "http://127.0.0.1:" + receiver.getAddress().getPort() + "/"));
            String secret = Api.json(answer.substring(answer.lastIndexOf('{')))
                    .get("secret")
                    .asText();
            maven.run(app, Maven.goal("deploy")).succeeded();

            Notice notice = Objects.requireNonNull(received.poll(30, TimeUnit.SECONDS));
            app.write("body", notice.body());
            String signed = run("secret=" + secret + " id=" + notice.id() + " timestamp=" + notice.timestamp() + "\n"
                    + String.join("\n", page.commands(5)));
            assertEquals(notice.signature(), "v1," + signed.lines().reduce("", (a, b) -> b));
            assertEquals("shop", Api.json(notice.body()).get("project").asText());
        } finally {
            receiver.stop(0);
        }
    }

    private String newest(String project) throws Exception {
        return api.deployments(project).get(0).get("id").asText();
    }

    private String variable(String project, String name) throws Exception {
        Map<String, String> values = new HashMap<>();
        for (JsonNode each : api.get("/projects/" + project + "/env").get("items")) {
            values.put(each.get("name").asText(), each.get("value").asText());
        }
        return values.getOrDefault(name, "not set");
    }

    private void succeeds(String command) {
        try {
            run(command);
        } catch (Exception e) {
            throw new AssertionError(command, e);
        }
    }

    private String run(String command) throws Exception {
        return maven.shell(app, VARIABLES + command).succeeded().text();
    }

    /** Of a command that goes on until then. */
    private String untilCtrlC(String command) throws Exception {
        long patience = Duration.ofSeconds(8).toSeconds();
        MavenRun ended = maven.shell(app, VARIABLES + "timeout -s INT " + patience + " " + command);
        assertTrue(List.of(0, 124, 130).contains(ended.exit()), ended::text);
        return ended.text();
    }
}
