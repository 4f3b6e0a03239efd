package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a server that is started apart, as its superuser and as a user that can only make databases and roles. */
@Timeout(120)
class OperatorPostgresTest {
    private static final String PASSWORD = RandomPassword.next();

    @TempDir
    static Path directory;

    private static EmbeddedPostgres server;
    private static Map<String, String> superuser;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        server = new EmbeddedPostgres(directory.resolve("postgres"), Binaries::postgres, () -> PASSWORD);
        Map<String, String> any = server.ensure("any", "default", server.draft("any", "default", List.of()));
        superuser = Map.of(
                "host",
                "127.0.0.1",
                "port",
                Sql.value(any, "port"),
                "database",
                "postgres",
                "username",
                PostgresData.SUPERUSER,
                "password",
                PASSWORD);
        Sql.run(
                superuser,
                "CREATE ROLE operator LOGIN CREATEDB CREATEROLE PASSWORD 'p@ss/word'",
                "GRANT CONNECT ON DATABASE postgres TO operator");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void drop() throws Exception {
        for (OperatorPostgres postgres : List.of(asSuperuser("here"), asOperator())) {
            for (String project : List.of("todo", "other")) {
                postgres.destroy(project, "default", draft(project));
            }
        }
    }

    @Test
    void makesFindsAndDestroysAsASuperuser() throws Exception {
        makesFindsAndDestroys(asSuperuser("here"));
    }

    @Test
    void makesFindsAndDestroysAsAUserWhoIsNone() throws Exception {
        makesFindsAndDestroys(asOperator());
    }

    private static void makesFindsAndDestroys(OperatorPostgres postgres) throws Exception {
        Map<String, String> output = postgres.ensure("todo", "default", draft("todo"));
        Sql.run(output, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (7)");
        Sql.run(output, "ALTER ROLE todo_default PASSWORD 'changed'");
        assertEquals(output, postgres.ensure("todo", "default", draft("todo")));
        assertEquals("7", Sql.text(output, "SELECT id::text FROM t"));

        Map<String, String> other = postgres.ensure("other", "default", draft("other"));
        assertEquals(
                "other_default",
                Sql.text(
                        other,
                        "SELECT string_agg(datname, ',') FROM pg_database"
                                + " WHERE has_database_privilege(current_user, datname, 'CONNECT')"));

        postgres.destroy("todo", "default", draft("todo"));
        postgres.destroy("todo", "default", draft("todo"));
        assertFalse(Sql.answers(output));
        assertTrue(Sql.answers(other));
    }

    @Test
    void aDatabaseOfSomebodyElsesIsRefusedAndLeftAlone() throws Exception {
        Sql.run(superuser, "CREATE DATABASE todo_default");
        try {
            ProvisioningException e = assertThrows(
                    ProvisioningException.class, () -> asOperator().ensure("todo", "default", draft("todo")));
            assertTrue(e.getMessage().contains("exists and belongs to shuttle"), e.getMessage());
            asOperator().destroy("todo", "default", draft("todo"));
            assertEquals(
                    "1", Sql.text(superuser, "SELECT count(*)::text FROM pg_database WHERE datname = 'todo_default'"));
        } finally {
            Sql.run(superuser, "DROP DATABASE todo_default");
        }
    }

    @Test
    void aRoleOfSomebodyElsesIsRefusedAndLeftAlone() throws Exception {
        Sql.run(superuser, "CREATE ROLE todo_default LOGIN PASSWORD 'theirs'");
        try {
            ProvisioningException e = assertThrows(
                    ProvisioningException.class, () -> asSuperuser("here").ensure("todo", "default", draft("todo")));
            assertTrue(e.getMessage().contains("was not created for todo/default"), e.getMessage());
            asSuperuser("here").destroy("todo", "default", draft("todo"));
            assertEquals(
                    "1", Sql.text(superuser, "SELECT count(*)::text FROM pg_roles WHERE rolname = 'todo_default'"));
        } finally {
            Sql.run(superuser, "DROP ROLE todo_default");
        }
    }

    @Test
    void whatAnotherShuttleHasMadeIsRefused() throws Exception {
        Map<String, String> output = asSuperuser("here").ensure("todo", "default", draft("todo"));

        assertThrows(ProvisioningException.class, () -> asSuperuser("there").ensure("todo", "default", draft("todo")));
        asSuperuser("there").destroy("todo", "default", draft("todo"));

        assertTrue(Sql.answers(output));
    }

    @Test
    void aServerThatIsDownOrRefusesUsSaysSo() throws Exception {
        int unused = LoopbackPorts.next();
        PostgresUrl down = PostgresUrl.parse("postgres://a:secret@127.0.0.1:" + unused + "/x");
        long start = System.nanoTime();
        ProvisioningException e = assertThrows(ProvisioningException.class, () -> new OperatorPostgres(down, "here")
                .ensure("todo", "default", draft("todo")));
        assertTrue(e.getMessage().contains("Is it up"), e.getMessage());
        assertTrue(e.getMessage().contains("127.0.0.1:" + unused), e.getMessage());
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);

        PostgresUrl wrong = PostgresUrl.parse("postgres://operator:wrong@127.0.0.1:" + superuser.get("port"));
        ProvisioningException refused =
                assertThrows(ProvisioningException.class, () -> new OperatorPostgres(wrong, "here")
                        .ensure("todo", "default", draft("todo")));
        assertTrue(refused.getMessage().contains("Are user and password right?"), refused.getMessage());
    }

    private static OperatorPostgres asOperator() {
        return new OperatorPostgres(
                PostgresUrl.parse("postgres://operator:p%40ss%2Fword@127.0.0.1:" + superuser.get("port") + "/postgres"),
                "here");
    }

    private static OperatorPostgres asSuperuser(String installation) {
        return new OperatorPostgres(
                PostgresUrl.parse("jdbc:postgresql://127.0.0.1:" + superuser.get("port") + "/postgres?user="
                        + PostgresData.SUPERUSER + "&password=" + PASSWORD),
                installation);
    }

    private static Map<String, String> draft(String project) {
        String name = project + "_default";
        return Map.of("database", name, "username", name, "password", "drafted");
    }
}
