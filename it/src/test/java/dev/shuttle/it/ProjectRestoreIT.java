package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An operator at night: one project is lost or damaged, and comes out of a backup while all others serve. */
final class ProjectRestoreIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Visitor VISITOR = new Visitor(SERVER);
    private static final Infra OTHER = new Infra(VISITOR, "other");
    private static final String DOMAIN = "shop.example.com";

    @TempDir
    static Path folder;

    private static Path backup;
    private static App app;

    private final Api api = new Api(SERVER);

    @BeforeAll
    static void aBackupOfTwoProjects() throws Exception {
        app = App.copy("infra", folder);
        Api api = new Api(SERVER);
        deploy(api, "shop");
        deploy(api, "other");
        OTHER.sql("CREATE TABLE n (i int)");
        Infra shop = new Infra(VISITOR, "shop");
        fill(shop);
        assertEquals(2, api.put("/projects/shop/domains/" + DOMAIN, "").statusCode() / 100);
        assertEquals(2, api.put("/projects/shop/env/COLOUR", "green").statusCode() / 100);
        backup = folder.resolve("backup.tgz");
        succeeds(SERVER, "backup", backup.toString());
    }

    private static void deploy(Api api, String project) throws Exception {
        api.secret(project, "TOKEN", "the secret of " + project);
        api.deploys(project, app);
    }

    private static void fill(Infra shop) throws Exception {
        shop.sql("CREATE TABLE IF NOT EXISTS item (id int GENERATED ALWAYS AS IDENTITY, name text)");
        shop.sql("INSERT INTO item (name) SELECT 'item ' || g FROM generate_series(1, 1000) g");
        shop.sql("CREATE OR REPLACE VIEW items AS SELECT count(*) FROM item");
        assertEquals("+OK +OK +OK", shop.redis("SET basket full"));
        shop.ask("/write", "an order");
    }

    private static void isAsInTheBackup(Infra shop, String project) throws Exception {
        assertEquals("infra, version 1", VISITOR.read(project));
        assertEquals("1000", shop.sql("SELECT * FROM items"));
        assertTrue(Integer.parseInt(shop.sql("INSERT INTO item (name) VALUES ('new') RETURNING id")) > 1000);
        shop.sql("DELETE FROM item WHERE name = 'new'");
        assertEquals("+OK $4 full +OK", shop.redis("GET basket"));
        assertEquals("an order", shop.ask("/read", ""));
        assertEquals("the secret of shop null", shop.ask("/token", ""));
    }

    private static ControlPlane.Ended succeeds(ControlPlane server, String... command) throws Exception {
        ControlPlane.Ended ended = server.command(command);
        assertEquals(0, ended.exitCode(), ended::printed);
        return ended;
    }

    private static String refused(String... command) throws Exception {
        ControlPlane.Ended ended = SERVER.command(command);
        assertEquals(1, ended.exitCode(), ended::printed);
        RestoreLeftovers.requireNone(SERVER.home());
        return ended.printed();
    }

    @Test
    void aDamagedProjectIsRestoredBesideItselfWhileAllOthersServe() throws Exception {
        Infra shop = new Infra(VISITOR, "shop");
        Infra old = new Infra(VISITOR, "shop-old");
        shop.sql("DROP VIEW items");
        shop.sql("DELETE FROM item");
        shop.redis("FLUSHALL");
        shop.ask("/write", "nothing");
        List<String> current =
                Stream.of(api.current("shop"), api.current("other")).sorted().toList();
        Await.until(
                "former versions to be gone",
                Duration.ofSeconds(60),
                () -> Processes.hosted(SERVER.home()),
                current::equals);
        Set<Long> hosts = Processes.hosts(SERVER.home());

        ControlPlane.Ended restored;
        try (SequenceWriter serving = new SequenceWriter(OTHER)) {
            Await.until("the first writes", Duration.ofSeconds(60), serving::acknowledged, n -> n > 2);
            int before = serving.acknowledged();
            restored = succeeds(SERVER, "restore", backup.toString(), "--project=shop", "--as=shop-old");
            int after = serving.acknowledged();
            assertTrue(after > before + 5, () -> after + " writes of the other project, after " + before);
        }

        assertTrue(restored.printed().contains("Restored shop as shop-old"), restored::printed);
        assertTrue(restored.printed().contains("It serves at http://shop-old.localhost"), restored::printed);
        assertTrue(restored.printed().contains(DOMAIN), "It is the present shop's, and that is told");
        isAsInTheBackup(old, "shop-old");
        assertNotEquals(shop.postgres().get(0), old.postgres().get(0), "It has a server of its own");
        assertEquals("28000", sqlState(old, "other_default"), "The databases of others are not in it");
        assertEquals("0", shop.sql("SELECT count(*) FROM item"), "The damaged one is as it was");
        assertEquals("nothing", shop.ask("/read", ""));
        assertTrue(Processes.hosts(SERVER.home()).containsAll(hosts), "A service was ended");
        assertEquals(
                "green",
                api.get("/projects/shop-old/env")
                        .get("items")
                        .get(0)
                        .get("value")
                        .asText());
        RestoreLeftovers.requireNone(SERVER.home());

        SERVER.kill();
        SERVER.start();
        isAsInTheBackup(old, "shop-old");
        Path again = folder.resolve("again.tgz");
        succeeds(SERVER, "backup", again.toString());
        succeeds(SERVER, "restore", again.toString(), "--project", "shop-old", "--as", "shop-older");
        isAsInTheBackup(new Infra(VISITOR, "shop-older"), "shop-older");
        for (String each : List.of("shop-old", "shop-older")) {
            assertEquals(2, api.delete("/projects/" + each + "?resources=true").statusCode() / 100);
            Await.until(
                    "its server to be gone",
                    Duration.ofSeconds(30),
                    () -> Files.exists(SERVER.home().resolve("postgres/projects/" + each)),
                    exists -> !exists);
        }
        shop.sql("DROP TABLE item");
        fill(shop);
    }

    /** Of a connection to a database. */
    private static String sqlState(Infra infra, String database) throws Exception {
        String answer = infra.attempt("/connect", database).body();
        return answer.startsWith("3D000") ? "28000" : answer.substring(0, 5); // there is none, or it is closed
    }

    @Test
    void aDeletedProjectComesBackUnderItsNameWithAllThatItHad() throws Exception {
        String taken = refused("restore", backup.toString(), "--project=shop");
        assertTrue(taken.contains("There is a project shop") && taken.contains("--as=shop-old"), taken);
        assertEquals(2, api.delete("/projects/shop").statusCode() / 100);
        String left = refused("restore", backup.toString(), "--project=shop");
        assertTrue(left.contains("deleted without them"), left);
        assertEquals(2, api.delete("/projects/shop?resources=true").statusCode() / 100);
        succeeds(SERVER, "restore", backup.toString(), "--project=shop"); // waits for the end of the former's data

        Infra shop = new Infra(VISITOR, "shop");
        isAsInTheBackup(shop, "shop");
        assertEquals("infra, version 1", VISITOR.at(DOMAIN).body());
        assertEquals(
                "green",
                api.get("/projects/shop/env").get("items").get(0).get("value").asText());
        api.deploys("shop", app);
        isAsInTheBackup(shop, "shop");
        JsonNode before = api.deployments("shop").get(2);
        String rollback = api.post(
                        "/projects/shop/rollback",
                        "{\"deployment\": \"" + before.get("id").asText() + "\"}")
                .body();
        String id = Api.json(rollback).get("id").asText();
        assertEquals("running", api.settled("shop", id).get("state").asText());
        RestoreLeftovers.requireNone(SERVER.home());
    }

    @Test
    void aProjectIsReplacedAfterABackupThatHasIt() throws Exception {
        Infra shop = new Infra(VISITOR, "shop");
        shop.ask("/write", "later than the backup");
        Path safety = folder.resolve("before.tgz");
        String exists =
                refused("restore", backup.toString(), "--project=shop", "--replace-after-backup=" + backup.toString());
        assertTrue(exists.contains("exists"), exists);
        assertEquals("later than the backup", shop.ask("/read", ""));

        succeeds(SERVER, "restore", backup.toString(), "--project=shop", "--replace-after-backup=" + safety);

        isAsInTheBackup(shop, "shop");
        RestoreLeftovers.requireNone(SERVER.home());
        succeeds(SERVER, "restore", safety.toString(), "--project=shop", "--as=former");
        assertEquals("stopped", api.get("/projects/former").get("state").asText(), "It was stopped for its backup");
        assertEquals(202, api.post("/projects/former/start", "").statusCode());
        api.settled("former", api.deployments("former").get(0).get("id").asText());
        assertEquals("later than the backup", new Infra(VISITOR, "former").ask("/read", ""));
        assertEquals(2, api.delete("/projects/former?resources=true").statusCode() / 100);
    }

    @Test
    void whatCannotBeRestoredSaysWhyAndChangesNothing() throws Exception {
        byte[] whole = Files.readAllBytes(backup);
        Path damaged = Files.write(folder.resolve("damaged.tgz"), Arrays.copyOf(whole, whole.length / 2));
        List<String> projects = projects();
        assertTrue(refusedAs("new", damaged).contains("truncated"));
        whole[whole.length / 3] ^= 1;
        Files.write(damaged, whole);
        assertTrue(refusedAs("new", damaged).contains("was refused"));
        assertTrue(refusedAs("new", folder.resolve("none.tgz")).contains("There is no file"));
        assertTrue(refusedAs("api", backup).contains("--as=NAME"));
        assertTrue(refused("restore", backup.toString(), "--project=nothing").contains("It has: other, shop"));
        assertEquals(2, SERVER.command("restore", backup.toString(), "--as=x").exitCode());
        assertEquals(projects, projects());
        assertEquals("infra, version 1", VISITOR.read("other"));
    }

    private static String refusedAs(String name, Path file) throws Exception {
        return refused("restore", file.toString(), "--project=shop", "--as=" + name);
    }

    private List<String> projects() throws Exception {
        return api.get("/projects").get("items").findValuesAsText("name");
    }

    @Test
    @Tag("full") // ProjectPartTest reads one with its key, and with another
    void aBackupOfAnotherHomeIsRestoredWithItsKeyAndOnlyBesideAServer() throws Exception {
        ControlPlane home = ControlPlane.on(Files.createTempDirectory("it").toRealPath());
        try {
            String none =
                    home.command("restore", backup.toString(), "--project=shop").printed();
            assertTrue(none.contains("No control plane runs"), none);
            home.start();
            String without =
                    home.command("restore", backup.toString(), "--project=shop").printed();
            assertTrue(without.contains("--master-key-file=FILE"), without);
            succeeds(
                    home,
                    "restore",
                    backup.toString(),
                    "--project=shop",
                    "--master-key-file=" + SERVER.home().resolve("master.key"));
            Visitor visitor = new Visitor(home);
            Infra shop = new Infra(visitor, "shop");
            assertEquals("1000", shop.sql("SELECT * FROM items"));
            assertEquals("the secret of shop null", shop.ask("/token", ""));
            assertEquals("an order", shop.ask("/read", ""));
            try (Stream<Path> masters = Files.list(home.home())) {
                assertTrue(masters.anyMatch(each -> each.endsWith("master.key")));
            }
            deploy(new Api(home), "next");
            assertEquals("infra, version 1", visitor.read("next"));
            home.stop();
        } finally {
            home.deleteHome();
        }
    }
}
