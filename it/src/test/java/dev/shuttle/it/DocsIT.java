package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about databases, as a reader types them, on a Spring Boot app with JPA as its generator makes it. */
@Tag("full") // ProgramResourcesIT has the same ways, with a program that is built in a second
final class DocsIT {
    private static final String APPLICATION = "src/main/java/com/example/shop/ShopApplication.java";
    private static final String CONTROLLER = "src/main/java/com/example/shop/NoteController.java";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);
    private final Maven maven = Maven.of(SERVER);

    @TempDir
    Path folder;

    @Test
    void springBootWithOneAnnotationKeepsItsRows() throws Exception {
        App app = App.copy("spring-postgres", folder);
        List<DocsPage.Block> page = blocks("spring-boot.md");

        shell(app, page.get(0));
        assertEquals("java", page.get(1).language());
        app.write(APPLICATION, page.get(1).text());
        shell(app, page.get(2));
        keepsItsRow(app);
        String log = maven.run(app, "shuttle:plan").succeeded().text();
        assertTrue(log.contains("= postgres default"), log);
    }

    @Test
    void springBootWithoutAnyChangeIsAttachedItsDatabase() throws Exception {
        App app = App.copy("spring-postgres", folder);

        shell(app, blocks("spring-boot.md").get(3));

        keepsItsRow(app);
    }

    @Test
    void springBootWithoutAnyChangeIsDeployedByCurl() throws Exception {
        App app = App.copy("spring-postgres", folder);

        shell(app, blocks("spring-boot.md").get(4));

        String deployment = api.deployments("shop").get(0).get("id").asText();
        assertEquals("running", api.settled("shop", deployment).get("state").asText());
        store("by curl");
        assertTrue(visitor.read("shop").contains("by curl"));
    }

    @Test
    void theRecipeOfTheHerokuPageIsTrue() throws Exception {
        App app = App.copy("spring-postgres", folder);

        shell(app, blocks("heroku.md").get(0));

        store("as on Heroku");
        assertTrue(visitor.read("shop").contains("as on Heroku"));
    }

    @Test
    void thePageAboutDatabasesAttachesDetachesAndDeletes() throws Exception {
        App app = App.copy("program-resources", folder)
                .replace(App.MAIN, ProgramResourcesIT.ANNOTATIONS, "")
                .replace("pom.xml", "<artifactId>program-resources", "<artifactId>shop");
        List<DocsPage.Block> page = blocks("databases.md").stream()
                .filter(block -> block.language().equals("sh"))
                .toList();

        shell(app, page.get(0));
        shell(app, page.get(1));
        assertEquals("ready", state());
        run(app, page.get(2));
        shell(app, page.get(3));
        assertEquals("unused", state());
        Await.until(
                "the version before to be gone",
                Duration.ofSeconds(45),
                () -> api.deployments("shop").stream()
                        .anyMatch(each -> each.get("state").asText().equals("draining")),
                draining -> !draining);
        shell(app, page.get(4));
        assertTrue(api.resource("shop", "postgres", "default").isMissingNode());
    }

    @Test
    void aPreviewIsMadeAndEndedAsItsPageSays() throws Exception {
        App app = App.copy("program-resources", folder)
                .replace("pom.xml", "<artifactId>program-resources", "<artifactId>shop")
                .write("key", "of the preview");
        List<DocsPage.Block> page = blocks("previews.md");
        run(app, "secrets -Dshuttle.set=TOKEN=1");
        run(app, "deploy");
        sql("shop", "CREATE TABLE notes (text text)");
        sql("shop", "INSERT INTO notes VALUES ('of the shop')");

        shell(app, page.get(0));
        assertEquals("program-resources, version 1", visitor.read("shop-pr-1"));
        shell(app, page.get(1).text().replace("=PAYMENT_KEY", "=PAYMENT_KEY < key"));
        shell(app, page.get(2));
        assertEquals("of the shop", sql("shop-pr-1", "SELECT text FROM notes"));
        shell(app, "PR_NUMBER=2\n" + page.get(4).text());
        assertTrue(Files.readString(app.directory().resolve("url.txt")).contains("shop-pr-2."));
        shell(app, page.get(5));

        assertEquals(404, visitor.visit("shop-pr-1", "/").statusCode());
        assertEquals("of the shop", sql("shop", "SELECT text FROM notes"));
    }

    private String sql(String project, String statement) throws Exception {
        return new Infra(visitor, project).ask("/sql", statement);
    }

    private void run(App app, String goal) throws Exception {
        shell(app, "mvn -B shuttle:" + goal);
    }

    private String state() throws Exception {
        return api.resource("shop", "postgres", "default").get("state").asText();
    }

    private void keepsItsRow(App app) throws Exception {
        store("kept");
        String before = visitor.read("shop");
        assertTrue(before.contains("kept"), before);

        app.replace(CONTROLLER, "\", \"", "\"; \"");
        shell(app, "mvn " + Maven.goal("deploy"));

        assertTrue(visitor.read("shop").contains("kept"), visitor.read("shop"));
    }

    private void store(String text) throws Exception {
        assertEquals(200, visitor.post("shop", "/", "text/plain", text).statusCode());
    }

    /** The command goes on until Ctrl-C. */
    private void run(App app, DocsPage.Block block) throws Exception {
        String[] words = block.text().strip().split(" ", -1);
        try (RunningMaven run = maven.start(app, words[1], words[2], "-Dshuttle.port=0")) {
            URI url = run.url();
            assertTrue(url.getPort() > 0);
            run.ctrlC();
        }
    }

    private static List<DocsPage.Block> blocks(String page) throws IOException {
        return DocsPage.of(page).blocks();
    }

    private void shell(App app, DocsPage.Block block) throws Exception {
        assertEquals("sh", block.language(), block::text);
        shell(app, block.text());
    }

    private void shell(App app, String lines) throws Exception {
        maven.shell(app, lines).succeeded();
    }
}
