package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The resources of projects, their owners, and their deletion; by HTTP, and from within services. */
final class ResourcesIT {
    /** Until a replaced version has released its resources. */
    private static final Duration DRAINED = Duration.ofSeconds(45);

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private static final Visitor VISITOR = new Visitor(SERVER);
    private static final Infra ALPHA = new Infra(VISITOR, "alpha");
    private static final Infra BETA = new Infra(VISITOR, "beta");

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void twoProjectsServe(@TempDir Path folder) throws Exception {
        Api api = new Api(SERVER);
        App app = App.copy("infra", folder);
        api.secret("alpha", "TOKEN", "the token of alpha");
        api.secret("beta", "TOKEN", "the token of beta");
        String alpha = api.upload("alpha", app);
        String beta = api.upload("beta", app);
        assertEquals("running", api.settled("alpha", alpha).get("state").asText());
        assertEquals("running", api.settled("beta", beta).get("state").asText());
    }

    @Test
    void everyParameterIsHandedOver() throws Exception {
        assertEquals("infra, version 1", VISITOR.read("alpha"));
        assertEquals(ALPHA.database(), ALPHA.sql("SELECT current_database()"));
        assertEquals(ALPHA.database(), ALPHA.ask("/connect", ALPHA.database()));
        assertEquals("+OK +PONG +OK", ALPHA.redis("PING"));
        ALPHA.ask("/write", "kept");
        assertEquals("kept", ALPHA.ask("/read", ""));
        assertEquals("the token of alpha null", ALPHA.ask("/token", ""));
        String info = ALPHA.ask("/info", "");
        assertTrue(info.contains("project=alpha") && info.contains("environment=deployed"), info);
        assertEquals("false", ALPHA.ask("/visible", "com.zaxxer.hikari.HikariDataSource"));
    }

    @Test
    void theListTellsNoPasswordUnlessAsked() throws Exception {
        List<String> postgres = ALPHA.postgres();
        String redis = ALPHA.ask("/redis/userinfo", "").replaceFirst(".*:", "");

        String plain = api.get("/projects/alpha/resources").toString();
        assertFalse(plain.contains(postgres.get(3)) || plain.contains(redis), plain);
        for (String type : List.of("postgres", "redis", "folder")) {
            assertEquals(
                    "ready",
                    api.resource("alpha", type, "default").path("state").asText(),
                    plain);
        }
        JsonNode details = api.resource("alpha", "postgres", "default").get("details");
        assertEquals(postgres.get(0), details.get("port").asText());
        assertEquals(postgres.get(1), details.get("database").asText());

        String revealed = api.get("/projects/alpha/resources?reveal=true").toString();
        assertTrue(revealed.contains(postgres.get(3)) && revealed.contains(redis), "Not revealed");
        assertFalse(revealed.contains("the token"), "A secret is no resource");
    }

    @Test
    void neitherProjectConnectsToTheOthersDatabase() throws Exception {
        String own = ALPHA.database();
        assertNotEquals(own, BETA.database());

        assertEquals(
                own, ALPHA.sql("SELECT datname FROM pg_database WHERE has_database_privilege(datname, 'CONNECT')"));
        assertEquals(
                own, ALPHA.sql("SELECT datname FROM pg_database WHERE has_database_privilege(datname, 'TEMPORARY')"));
        for (String other : List.of(BETA.database(), "postgres", "template1")) {
            HttpResponse<String> refused = ALPHA.attempt("/connect", other);
            assertTrue(refused.body().startsWith("42501"), () -> other + ": " + refused.body());
        }
    }

    @Test
    void noRoleOfAProjectMayMoreThanItsOwn() throws Exception {
        assertEquals(
                "false false false false false",
                ALPHA.sql("SELECT concat_ws(' ', rolsuper::text, rolcreaterole::text, rolcreatedb::text,"
                        + " rolreplication::text, rolbypassrls::text) FROM pg_roles WHERE rolname = current_user"));
        assertEquals(
                "1", ALPHA.sql("SELECT count(*) FROM pg_roles WHERE rolsuper"), "Only the platform's is a superuser");
        assertEquals("f", ALPHA.sql("SELECT pg_has_role(current_user, 'pg_read_server_files', 'MEMBER')"));
        for (String forbidden : List.of(
                "SELECT pg_read_file('PG_VERSION')",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "CREATE DATABASE another",
                "CREATE ROLE another",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + BETA.database() + "'")) {
            HttpResponse<String> refused = ALPHA.attempt("/sql", forbidden);
            assertTrue(refused.body().startsWith("42501"), () -> forbidden + ": " + refused.body());
        }
    }

    @Test
    void neitherProjectReachesTheOthersRedis() throws Exception {
        String port = BETA.ask("/redis/port", "");
        assertNotEquals(port, ALPHA.ask("/redis/port", ""), "A process each");
        BETA.redis("SET mine 1");

        String refused = ALPHA.ask("/redis/" + port, "GET mine");

        assertTrue(refused.contains("WRONGPASS") && refused.contains("NOAUTH"), refused);
        assertEquals("+OK $-1 +OK", ALPHA.redis("GET mine"));
    }

    @Test
    void rollbackAndRestartUseTheSameDatabaseWithoutABuildOrAPlan() throws Exception {
        ALPHA.sql("CREATE TABLE versions (text text)");
        ALPHA.sql("INSERT INTO versions VALUES ('written by version 1')");
        api.deploys("alpha", App.copy("infra", folder).version(1, 2));
        assertEquals("infra, version 2", VISITOR.read("alpha"));

        for (String action : List.of("rollback", "restart")) {
            HttpResponse<String> accepted = api.post("/projects/alpha/" + action, "");
            assertEquals(202, accepted.statusCode(), accepted::body);
            JsonNode done =
                    api.settled("alpha", Api.json(accepted.body()).get("id").asText());

            assertEquals("running", done.get("state").asText(), done::toString);
            assertFalse(Api.steps(done).contains("build") || Api.steps(done).contains("plan"), done::toString);
            assertEquals("infra, version 1", VISITOR.read("alpha"));
            assertEquals("written by version 1", ALPHA.sql("SELECT text FROM versions"));
        }
    }

    /** One life of a project: what it owns outlives its versions, and the project itself, until it is told to go. */
    @Test
    void dataOutlivesItsProjectAndAnUnusedResourceCanBeDeleted() throws Exception {
        Infra kept = new Infra(VISITOR, "kept");
        App app = App.copy("infra", folder);
        api.secret("kept", "TOKEN", "any token");
        api.deploys("kept", app);
        kept.sql("CREATE TABLE data (text text)");
        kept.sql("INSERT INTO data VALUES ('still here')");
        kept.redis("SET data still");
        Path file = Path.of(kept.ask("/write", "still here"));

        assertEquals(204, api.delete("/projects/kept").statusCode());
        assertEquals(404, VISITOR.visit("kept", "/").statusCode());
        api.deploys("kept", app);
        assertEquals("still here", kept.sql("SELECT text FROM data"));
        assertEquals("+OK $5 still +OK", kept.redis("GET data"));
        assertEquals("still here", kept.ask("/read", ""));

        String database = kept.database();
        String role = kept.postgres().get(2);
        HttpResponse<String> refused = api.delete("/projects/kept/resources/postgres/default");
        assertEquals(409, refused.statusCode(), refused::body);
        assertEquals("still here", kept.sql("SELECT text FROM data"));

        // which asks for Redis alone
        String redisOnly = api.uploadSources("kept", App.copy("redis-clients", folder));
        assertEquals("running", api.settled("kept", redisOnly).get("state").asText());
        assertEquals("value value value true", VISITOR.read("kept"));
        postgresCanBeDeleted(database, role);
        allGoesWithTheProject(file);
    }

    private void postgresCanBeDeleted(String database, String role) throws Exception {
        assertEquals(
                "unused",
                api.resource("kept", "folder", "default").path("state").asText());
        Await.until(
                "the database to be deleted",
                DRAINED,
                () -> api.delete("/projects/kept/resources/postgres/default").statusCode(),
                status -> status == 204);
        assertTrue(api.resource("kept", "postgres", "default").isMissingNode());
        assertEquals("0", BETA.sql("SELECT count(*) FROM pg_database WHERE datname = '" + database + "'"));
        assertEquals("0", BETA.sql("SELECT count(*) FROM pg_roles WHERE rolname = '" + role + "'"));
        assertEquals(
                404, api.delete("/projects/kept/resources/postgres/default").statusCode());
        assertEquals(409, api.delete("/projects/kept/resources/redis/default").statusCode());
        assertEquals("value value value true", VISITOR.read("kept"));
    }

    private void allGoesWithTheProject(Path file) throws Exception {
        int servers = Processes.redis(SERVER.home()).size();
        assertTrue(Files.exists(file));
        assertEquals(204, api.delete("/projects/kept?resources=true").statusCode());
        Await.until("its files to be gone", DRAINED, () -> Files.exists(file), exists -> !exists);
        Await.until(
                "its Redis to be gone",
                DRAINED,
                () -> Processes.redis(SERVER.home()).size(),
                now -> now < servers);
    }
}
