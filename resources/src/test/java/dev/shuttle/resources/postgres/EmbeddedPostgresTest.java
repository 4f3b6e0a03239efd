package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.ShortProcess;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.Await;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ServerContainment;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest extends EmbeddedPostgresCase {
    private static final Share SOURCE = new Share("shop", "default");
    private static final Share TARGET = new Share("shop-pr-1", "default");

    @Test
    void nothingStartsBeforeTheFirstUse() throws Exception {
        Trees.delete(folder.resolve("data"));
        assertFalse(Files.exists(folder.resolve("data")));
        postgres.destroy("todo", "default", postgres.draft("todo", "default", List.of()));
        assertFalse(Files.exists(folder.resolve("data")));
    }

    @Test
    void aProjectGetsADatabaseAndARoleOfItsOwn() throws Exception {
        Map<String, String> output = ensure("todo", "default");

        assertEquals("127.0.0.1", Sql.value(output, "host"));
        assertEquals("todo_default", Sql.value(output, "database"));
        assertEquals("", Sql.value(output, "parameters"));
        assertEquals("todo_default", Sql.text(output, "SELECT current_user::text"));
        assertEquals("UTF8", Sql.text(output, "SHOW server_encoding"));
        assertEquals("on", Sql.text(output, "SHOW fsync"));
        assertEquals("on", Sql.text(output, "SHOW data_checksums"));
        Sql.run(output, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)");
        assertEquals("1", Sql.text(output, "SELECT count(*)::text FROM t"));
    }

    @Test
    void aDatabaseThatIsHeldCanBeReadAndIsGivenBack() throws Exception {
        Map<String, String> one = ensure("one", "default");
        Map<String, String> two = ensure("two", "default");
        long empty = postgres.bytes("one", one).orElseThrow();
        Sql.run(one, "CREATE TABLE t AS SELECT repeat(md5(g::text), 20) AS x FROM generate_series(1, 20000) g");
        assertTrue(postgres.bytes("one", one).orElseThrow() > empty + (8 << 20));
        try (Connection pooled = Sql.connect(one);
                Statement idle = pooled.createStatement()) {
            assertTrue(idle.execute("SELECT 1"));

            assertTrue(postgres.readOnly("one", one, true));
            assertTrue(postgres.readOnly("one", one, true));

            Await.until("the idle session to end", () -> !pooled.isValid(5));
        }
        postgres.ensure("one", "default", one); // a deploy takes nothing back
        assertEquals("20000", Sql.text(one, "SELECT count(*)::text FROM t"));
        SQLException refused = assertThrows(SQLException.class, () -> Sql.run(one, "INSERT INTO t VALUES ('more')"));
        assertEquals("25006", refused.getSQLState());
        Sql.run(two, "CREATE TABLE t (id int)");
        Sql.run(one, "SET default_transaction_read_only = off", "DROP TABLE t", "CREATE TABLE u (id int)");
        assertThrows(SQLException.class, () -> Sql.run(one, "INSERT INTO u VALUES (1)"));

        assertFalse(postgres.readOnly("one", one, false));

        Sql.run(one, "INSERT INTO u VALUES (1)");
        assertEquals("null", Sql.text(one, "SELECT current_setting('shuttle.read_only_since', true)"));
        Sql.run(one, "ALTER ROLE CURRENT_USER IN DATABASE one_default SET default_transaction_read_only = on");
        assertFalse(postgres.readOnly("one", one, false));
        assertEquals("on", Sql.text(one, "SHOW default_transaction_read_only"), "a setting of the role's own stays");
    }

    @Test
    void nothingIsStartedToTellASize() throws Exception {
        assertTrue(postgres.bytes("one", Map.of("database", "one_default", "username", "one_default"))
                .isEmpty());
        assertFalse(postgres.readOnly("one", Map.of("database", "one_default", "username", "one_default"), true));
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
    }

    @Test
    void tellsHowManyConnectionsAreOpenOfHowMany() throws Exception {
        Map<String, String> one = ensure("one", "default");
        try (var first = Sql.connect(one);
                var second = Sql.connect(one)) {
            assertTrue(first.isValid(5) && second.isValid(5));

            assertEquals(
                    Optional.of("2 of the 65 connections that the role one_default may have open"),
                    postgres.usage("one", one));
        }
    }

    @Test
    void aQueryThatTakesTooMuchMemoryFailsAloneAndTheServerGoesOn() throws Exception {
        Map<String, String> greedy = ensure("greedy", "default");
        Map<String, String> other = ensure("other", "default");
        try (Connection open = Sql.connect(other)) {
            SQLException e = assertThrows(
                    SQLException.class,
                    () -> Sql.text(
                            greedy,
                            "SELECT length(string_agg(repeat('x', 1000000), ''))::text FROM generate_series(1, 600)"));
            assertEquals("53200", e.getSQLState(), e.getMessage());
            assertTrue(open.isValid(5));
            assertTrue(Sql.answers(greedy));
        }
    }

    @Test
    void whatARoleMayTakeIsBoundedAndTemporaryFilesItCannotRaise() throws Exception {
        Map<String, String> output = ensure("todo", "default");

        assertEquals("20s", Sql.text(output, "SHOW authentication_timeout"));
        assertEquals("1h", Sql.text(output, "SHOW statement_timeout"));
        assertEquals("15min", Sql.text(output, "SHOW idle_in_transaction_session_timeout"));
        assertEquals("4GB", Sql.text(output, "SHOW temp_file_limit"));
        assertThrows(SQLException.class, () -> Sql.run(output, "SET temp_file_limit = -1"));
        assertThrows(SQLException.class, () -> Sql.run(output, "ALTER ROLE todo_default SET temp_file_limit = -1"));
        Sql.run(output, "ALTER DATABASE todo_default SET statement_timeout = '3h'");
        assertEquals("3h", Sql.text(output, "SHOW statement_timeout"), "who needs longer statements can have them");
    }

    @Test
    void aServerThatAVersionWithoutLimitsHasLeftGetsThemWhenItIsAdopted() throws Exception {
        Map<String, String> output = ensure("todo", "default");
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
        try (Connection connection = admin(output);
                var statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM RESET ALL");
            statement.execute("SELECT pg_reload_conf()");
        }
        ShortProcess.run(List.of("prlimit", "--pid", "" + server.pid(), "--data=unlimited"));
        Await.until("no limit", () -> Sql.text(output, "SHOW temp_file_limit").equals("-1"));
        List<Long> contained = new ArrayList<>();

        try (EmbeddedPostgres next = new EmbeddedPostgres(
                folder,
                Binaries::postgres,
                () -> PASSWORD,
                (pid, port) -> contained.add(pid),
                project -> ServerContainment.NONE)) {
            next.ensure("todo", "default", output);
            Await.until(
                    "the limit", () -> Sql.text(output, "SHOW temp_file_limit").equals("4GB"));
            assertEquals(List.of(server.pid()), contained);
            String limits = Files.readString(Path.of("/proc", "" + server.pid(), "limits"));
            assertTrue(limits.matches("(?s).*Max data size +536870912 .*"), limits);
        }
    }

    @Test
    void noRoleReachesAnothersDatabaseOrIsASuperuser() throws Exception {
        Map<String, String> one = ensure("one", "default");
        Map<String, String> two = ensure("two", "default");

        assertEquals(
                "one_default",
                Sql.text(
                        one,
                        "SELECT string_agg(datname, ',') FROM pg_database"
                                + " WHERE has_database_privilege(current_user, datname, 'CONNECT')"));
        assertEquals(
                "off false false false false 65",
                Sql.text(
                                one,
                                "SELECT concat_ws(' ', current_setting('is_superuser'), rolsuper, rolcreatedb, rolcreaterole,"
                                        + " rolreplication, rolconnlimit) FROM pg_roles WHERE rolname = current_user")
                        .replace(" t", " true")
                        .replace(" f", " false"));
        for (String database : List.of(Sql.value(two, "database"), "postgres", "template1")) {
            SQLException e = assertThrows(SQLException.class, () -> Sql.connect(with(one, "database", database))
                    .close());
            assertEquals("42501", e.getSQLState(), e.getMessage());
        }
        for (String statement : List.of(
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "SELECT pg_read_file('postgresql.conf')",
                "CREATE DATABASE mine",
                "CREATE ROLE mine",
                "ALTER ROLE one_default SUPERUSER",
                "ALTER ROLE two_default PASSWORD 'x'",
                "SET ROLE two_default")) {
            assertThrows(SQLException.class, () -> Sql.run(one, statement), statement);
        }
        SQLException wrong = assertThrows(SQLException.class, () -> Sql.connect(with(one, "password", "wrong"))
                .close());
        assertEquals("28P01", wrong.getSQLState());
    }

    @Test
    void makingItTwiceKeepsTheDataAndBringsBackThePassword() throws Exception {
        Map<String, String> draft = postgres.draft("todo", "default", List.of());
        Map<String, String> first = postgres.ensure("todo", "default", draft);
        Sql.run(first, "CREATE TABLE t (id int)", "ALTER ROLE todo_default PASSWORD 'changed'");

        Map<String, String> second = postgres.ensure("todo", "default", draft);

        assertEquals(first, second);
        assertEquals("0", Sql.text(second, "SELECT count(*)::text FROM t"));
    }

    @Test
    void whatACrashLeftHalfDoneIsFinished() throws Exception {
        Map<String, String> draft = postgres.draft("todo", "default", List.of());
        Map<String, String> output = postgres.ensure("todo", "default", draft);
        try (Connection admin = admin(output);
                Statement statement = admin.createStatement()) {
            statement.execute("DROP DATABASE todo_default");
        }
        assertEquals(output, postgres.ensure("todo", "default", draft));
        try (Connection admin = admin(output);
                Statement statement = admin.createStatement()) {
            statement.execute("GRANT CONNECT ON DATABASE todo_default TO PUBLIC");
        }
        postgres.ensure("todo", "default", draft);

        Map<String, String> other = ensure("other", "default");
        assertThrows(SQLException.class, () -> Sql.connect(with(other, "database", "todo_default"))
                .close());
    }

    @Test
    void destroyingDropsTheDatabaseAndTheRoleWhileSomebodyIsConnected() throws Exception {
        Map<String, String> draft = postgres.draft("todo", "default", List.of());
        Map<String, String> output = postgres.ensure("todo", "default", draft);
        try (Connection connected = Sql.connect(output)) {
            assertTrue(connected.isValid(20));
            postgres.destroy("todo", "default", draft);
            postgres.destroy("todo", "default", draft);
        }
        try (Connection admin = admin(output);
                Statement statement = admin.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'todo%' UNION SELECT datname FROM pg_database"
                                + " WHERE datname LIKE 'todo%'")) {
            assertFalse(rows.next());
        }
    }

    @Test
    void longNamesAreToldApart() throws Exception {
        String project = "p".repeat(63);
        Map<String, String> one = ensure(project, "one");
        Map<String, String> two = ensure(project, "two");

        assertEquals(63, Sql.value(one, "database").length());
        assertNotEquals(Sql.value(one, "database"), Sql.value(two, "database"));
        assertEquals(Sql.value(one, "database"), Sql.text(one, "SELECT current_database()::text"));
        assertThrows(SQLException.class, () -> Sql.connect(with(one, "database", Sql.value(two, "database")))
                .close());
    }

    @Test
    void namesThatAreNoneAreRefused() {
        for (String name : List.of("", "A", "a_b", "-a", "a-", "a\"b", "../x", "a".repeat(64))) {
            assertThrows(IllegalArgumentException.class, () -> postgres.draft(name, "default", List.of()), name);
            assertThrows(IllegalArgumentException.class, () -> postgres.draft("todo", name, List.of()), name);
        }
    }

    @Test
    void aDatabaseThatIsWrittenToIsCopiedAsOfOneMomentAndBelongsToTheOther() throws Exception {
        Map<String, String> source = ensure("shop", "default");
        Map<String, String> target = ensure("shop-pr-1", "default");
        Sql.run(
                source,
                "CREATE TABLE pair (id int PRIMARY KEY, note text)",
                "CREATE SCHEMA more CREATE TABLE item (id serial)",
                "CREATE VIEW pairs AS SELECT count(*) AS number FROM pair",
                "CREATE EXTENSION citext",
                "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'");
        assertTrue(postgres.isEmpty(TARGET, target));
        assertFalse(postgres.isEmpty(SOURCE, source));
        PairWriter writer = new PairWriter(source);
        writer.await(20);

        postgres.copy(SOURCE, source, TARGET, target);

        int after = writer.committed();
        writer.await(after + 20);
        writer.close();
        int copied = Integer.parseInt(Sql.text(target, "SELECT count(*) FROM pair"));
        assertEquals(0, copied % 2, "Half a transaction was copied");
        assertEquals(copied - 1, Integer.parseInt(Sql.text(target, "SELECT max(id) FROM pair")));
        assertTrue(copied >= 40 && copied <= 2 * after + 2, copied + " of " + after);
        assertEquals("4", Sql.text(target, "SELECT twice(2)"));
        Sql.run(
                target,
                "ALTER TABLE pair ADD COLUMN own text",
                "DROP VIEW pairs",
                "DROP SCHEMA more CASCADE",
                "CREATE SCHEMA mine");
        assertEquals(
                "0",
                Sql.text(target, "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'shop_default'"));
        assertEquals(
                "shop-pr-1_default",
                Sql.text(target, "SELECT datname FROM pg_database WHERE has_database_privilege(datname, 'CONNECT')"));
        assertEquals(
                "shop_default",
                Sql.text(source, "SELECT datname FROM pg_database WHERE has_database_privilege(datname, 'CONNECT')"));
        assertEquals("0", Sql.text(source, "SELECT count(*) FROM pg_database WHERE datname LIKE 'copy%'"));
    }

    @Test
    void nothingOfAProjectsDatabaseRunsAsTheSuperuser() throws Exception {
        Map<String, String> source = ensure("shop", "default");
        Map<String, String> target = ensure("shop-pr-1", "default");
        for (Map<String, String> database : List.of(source, target)) {
            Sql.run(
                    database,
                    "CREATE TABLE seen (by_whom text)",
                    "CREATE FUNCTION spy() RETURNS boolean LANGUAGE plpgsql AS"
                            + " 'BEGIN INSERT INTO public.seen VALUES (current_user); RETURN true; END'",
                    "CREATE FUNCTION reaches(oid, int) RETURNS boolean LANGUAGE sql AS 'SELECT public.spy()'",
                    "CREATE OPERATOR >= (LEFTARG = oid, RIGHTARG = int, FUNCTION = reaches)",
                    "CREATE FUNCTION same(name, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT public.spy()'",
                    "CREATE OPERATOR = (LEFTARG = name, RIGHTARG = varchar, FUNCTION = same)",
                    "CREATE VIEW pg_class AS SELECT 1::oid AS oid, ''r''::\"char\" AS relkind WHERE public.spy()"
                            .replace("''", "'"),
                    "ALTER DATABASE \"" + Sql.value(database, "database") + "\" SET search_path = public, pg_catalog");
        }

        assertFalse(postgres.isEmpty(TARGET, target));
        postgres.copy(SOURCE, source, TARGET, target);

        assertEquals("0", Sql.text(source, "SELECT count(*) FROM public.seen"));
        assertEquals("0", Sql.text(target, "SELECT count(*) FROM public.seen"));
    }

    @Test
    void aCopyThatFailsLeavesBothAsTheyWere() throws Exception {
        Map<String, String> source = ensure("shop", "default");
        Map<String, String> target = ensure("shop-pr-1", "default");
        Sql.run(target, "CREATE TABLE own AS SELECT 7 AS id");
        Map<String, String> unknown = new HashMap<>(source);
        unknown.put("database", "unknown");

        ProvisioningException failed =
                assertThrows(ProvisioningException.class, () -> postgres.copy(SOURCE, unknown, TARGET, target));

        assertTrue(String.valueOf(failed.getMessage()).contains("unknown"), failed.getMessage());
        assertEquals("7", Sql.text(target, "SELECT id FROM own"));
        assertTrue(Sql.answers(source));
    }

    /** A service that writes two rows a transaction, and connects again when its connection ends. */
    private static final class PairWriter implements AutoCloseable {
        private final AtomicInteger committed = new AtomicInteger();
        private final Thread thread;
        private volatile boolean closed;

        PairWriter(Map<String, String> database) {
            thread = new Thread(() -> {
                while (!closed) {
                    try (Connection connection = Sql.connect(database)) {
                        write(connection);
                    } catch (SQLException ended) {
                        // as its pool would, it connects again
                    }
                }
            });
            thread.start();
        }

        private void write(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                while (!closed) {
                    int id = 2 * committed.get();
                    statement.execute("INSERT INTO pair VALUES (" + id + ", 'first') ON CONFLICT DO NOTHING");
                    statement.execute("INSERT INTO pair VALUES (" + (id + 1) + ", 'second') ON CONFLICT DO NOTHING");
                    connection.commit();
                    committed.incrementAndGet();
                }
            }
        }

        int committed() {
            return committed.get();
        }

        void await(int number) throws Exception {
            Await.until("the writer to write", () -> committed.get() >= number);
        }

        @Override
        public void close() throws Exception {
            closed = true;
            thread.join(10_000);
        }
    }
}
