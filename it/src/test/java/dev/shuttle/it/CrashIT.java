package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Control plane and embedded servers that end unexpectedly: nothing is lost, and nothing is left over. */
final class CrashIT {
    private static final String AT_THE_START = "// here a test may put what is to happen at the start";

    /** A server is found dead, started, and recovers. */
    private static final Duration BACK = Duration.ofSeconds(60);

    private static final String DATABASES =
            "SELECT count(*) FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'";
    private static final String ROLES = "SELECT count(*) FROM pg_roles WHERE NOT rolsuper AND rolname !~ '^pg_'";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_START_TIMEOUT", "PT20S");

    private static final Infra STEADY = new Infra(new Visitor(SERVER), "steady");

    private final Api api = new Api(SERVER);

    @TempDir
    Path folder;

    @BeforeAll
    static void aProjectServes(@TempDir Path folder) throws Exception {
        Api api = new Api(SERVER);
        api.secret("steady", "TOKEN", "any token");
        api.deploys("steady", App.copy("infra", folder));
    }

    @Test
    void afterAKillTheSameServersServeOn() throws Exception {
        Set<Long> postgres = Processes.postgres(SERVER.home());
        Set<Long> redis = Processes.redis(SERVER.home());
        assertEquals(1, postgres.size());
        STEADY.redis("SET before kill");

        SERVER.kill();
        assertEquals(
                postgres, Processes.postgres(SERVER.home()), "PostgreSQL must outlive a control plane that crashes");
        SERVER.start();

        assertEquals("1", STEADY.sql("SELECT 1"));
        assertEquals("+OK $4 kill +OK", STEADY.redis("GET before"));
        assertEquals(postgres, Processes.postgres(SERVER.home()), "Not adopted");
        assertEquals(redis, Processes.redis(SERVER.home()), "Not adopted");
    }

    @Test
    void serversThatDiedWithTheControlPlaneAreStartedWhereTheyWere() throws Exception {
        STEADY.sql("CREATE TABLE IF NOT EXISTS deaths (number int)");
        STEADY.sql("INSERT INTO deaths VALUES (1)");
        Set<Long> hosts = Processes.hosts(SERVER.home());

        SERVER.kill();
        Set<Long> servers = Processes.postgres(SERVER.home());
        servers.addAll(Processes.redis(SERVER.home()));
        servers.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        SERVER.start();

        awaitPostgres();
        assertEquals("1", STEADY.sql("SELECT number FROM deaths"));
        Await.until(
                "Redis to answer again",
                BACK,
                () -> STEADY.attempt("/redis", "PING").body(),
                "+OK +PONG +OK"::equals);
        assertEquals(hosts, Processes.hosts(SERVER.home()), "The service outlived both");
    }

    @Test
    @Tag("full") // beside what is left by a crash
    void afterAnOrderlyRestartTheDataIsThere() throws Exception {
        STEADY.sql("CREATE TABLE IF NOT EXISTS orderly (text text)");
        STEADY.sql("INSERT INTO orderly VALUES ('kept')");
        STEADY.redis("SET orderly kept");
        String file = STEADY.ask("/write", "kept");

        SERVER.stop();
        SERVER.start();

        assertEquals("kept", STEADY.sql("SELECT text FROM orderly"));
        assertEquals("+OK $4 kept +OK", STEADY.redis("GET orderly"));
        assertEquals("kept", STEADY.ask("/read", ""), file);
    }

    @Test
    void aKilledPostgresLosesNothingCommittedAndTheServiceAnswersAgain() throws Exception {
        STEADY.sql("CREATE TABLE numbers (number int)");
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> write(acknowledged, over), "writer");
        writer.start();
        Await.until("some rows", Duration.ofSeconds(20), acknowledged::get, count -> count > 100);

        signal("KILL");
        over.set(true);
        writer.join(BACK.toMillis());
        assertFalse(writer.isAlive(), "An insert has no answer");
        int before = acknowledged.get();

        awaitPostgres();
        int found = Integer.parseInt(STEADY.sql("SELECT count(DISTINCT number) FROM numbers"));
        assertTrue(found == before || found == before + 1, () -> before + " acknowledged, " + found + " found");
        STEADY.sql("INSERT INTO numbers VALUES (-1)");
    }

    private static void write(AtomicInteger acknowledged, AtomicBoolean over) {
        try {
            while (!over.get()
                    && STEADY.attempt("/sql", "INSERT INTO numbers VALUES (" + acknowledged.get() + ")")
                                    .statusCode()
                            == 200) {
                acknowledged.incrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("The service itself should go on", e);
        }
    }

    @Test
    @Tag("full") // beside the one that is killed
    void aPostgresThatIsRestartedIsUsedAgainByThePoolOfARunningService() throws Exception {
        assertEquals("1", STEADY.sql("SELECT 1"));
        Set<Long> hosts = Processes.hosts(SERVER.home());

        signal("INT"); // its fast shutdown

        awaitPostgres();
        assertEquals(hosts, Processes.hosts(SERVER.home()), "The service itself need not be restarted");
    }

    private static void signal(String signal) throws Exception {
        Set<Long> postgres = Processes.postgres(SERVER.home());
        assertEquals(1, postgres.size());
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, postgres.iterator().next().toString())
                .start();
        assertTrue(kill.waitFor(30, TimeUnit.SECONDS));
        Await.until("it to end", BACK, () -> Processes.postgres(SERVER.home()), now -> !now.equals(postgres));
    }

    private static void awaitPostgres() throws Exception {
        Await.until(
                "the service to reach its database again",
                BACK,
                () -> STEADY.attempt("/sql", "SELECT 1").body(),
                "1"::equals);
    }

    @Test
    void aKilledRedisHasItsDataWhenItIsBack() throws Exception {
        STEADY.redis("SET survivor yes");
        Set<Long> before = Processes.redis(SERVER.home());
        Await.until("its log of changes to be written", BACK, CrashIT::redisFiles, text -> text.contains("survivor"));

        for (long pid : before) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }

        Await.until(
                "Redis to answer again",
                BACK,
                () -> STEADY.attempt("/redis", "GET survivor").body(),
                "+OK $3 yes +OK"::equals);
    }

    private static String redisFiles() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(SERVER.home().resolve("redis"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".aof")).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    @Test
    void killedBetweenProvisioningAndStartNothingIsLeftOver() throws Exception {
        api.secret("crashed", "TOKEN", "any token");
        App sleeper =
                App.copy("infra", folder.resolve("sleeper")).replace(App.MAIN, AT_THE_START, "Thread.sleep(600_000);");
        String id = api.upload("crashed", sleeper);
        Await.until(
                "the start",
                Duration.ofSeconds(60),
                () -> api.get("/projects/crashed/deployments/" + id)
                        .get("state")
                        .asText(),
                "starting"::equals);
        String database = database("crashed");

        SERVER.kill();
        SERVER.start();

        JsonNode interrupted = api.settled("crashed", id);
        assertNotEquals("running", interrupted.get("state").asText(), interrupted::toString);
        assertEquals(database, database("crashed"));
        api.deploys("crashed", App.copy("infra", folder));
        assertEquals(database, new Infra(STEADY.visitor(), "crashed").database());
        assertEquals("2", STEADY.sql(DATABASES));
        assertEquals("2", STEADY.sql(ROLES));
        assertEquals(2, Processes.redis(SERVER.home()).size());
        Await.until(
                "only the two services' hosts to be left",
                Duration.ofSeconds(45),
                () -> Processes.hosts(SERVER.home()).size(),
                count -> count == 2);
    }

    private String database(String project) throws IOException, InterruptedException {
        return api.resource(project, "postgres", "default")
                .at("/details/database")
                .asText();
    }

    @Test
    void anotherMasterKeyIsRefusedAndTheOneThatIsWantedIsNamed() throws Exception {
        SERVER.stop();
        String said;
        try {
            said = SERVER.with("SHUTTLE_MASTER_KEY", "another key than the one of this home")
                    .startRefused();
        } finally {
            SERVER.without("SHUTTLE_MASTER_KEY").start();
        }

        assertTrue(said.contains("SHUTTLE_MASTER_KEY"), said);
        assertTrue(said.matches("(?s).*encrypted with the key [0-9a-f]{8}\\b.*"), said);
        assertEquals("any token null", STEADY.ask("/token", ""));
        HttpResponse<String> names = api.send(api.to("/projects/steady/secrets"));
        assertTrue(names.body().contains("TOKEN"), names::body);
    }
}
