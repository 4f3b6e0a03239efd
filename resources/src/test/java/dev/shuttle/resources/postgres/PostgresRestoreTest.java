package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.CopiedFiles;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One project's databases come out of a copy of a whole server, as they were. */
class PostgresRestoreTest extends EmbeddedPostgresCase {
    private static final String FORMER = PASSWORD;

    private static final String[] OF_ALL_KINDS = {
        "CREATE EXTENSION citext",
        "CREATE SCHEMA sales",
        "CREATE TYPE sales.state AS ENUM ('open', 'paid')",
        "CREATE DOMAIN sales.amount AS numeric(10, 2) CHECK (VALUE >= 0)",
        "CREATE SEQUENCE sales.number START 41",
        "CREATE TABLE sales.customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail citext UNIQUE NOT NULL)",
        "CREATE TABLE sales.sale (id bigint DEFAULT nextval('sales.number'), customer int REFERENCES sales.customer,"
                + " state sales.state DEFAULT 'open', total sales.amount, at date NOT NULL) PARTITION BY RANGE (at)",
        "CREATE TABLE sales.sale_2026 PARTITION OF sales.sale FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE INDEX by_total ON sales.sale (total) WHERE state = 'open'",
        "CREATE STATISTICS sales.both ON customer, state FROM sales.sale",
        "CREATE VIEW sales.unpaid AS SELECT id, total FROM sales.sale WHERE state = 'open'",
        "CREATE MATERIALIZED VIEW sales.sums AS SELECT customer, sum(total) FROM sales.sale GROUP BY customer",
        "CREATE TABLE sales.log (line text)",
        "CREATE FUNCTION sales.note() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN INSERT INTO sales.log VALUES (NEW.mail); RETURN NEW; END'",
        "CREATE TRIGGER noted AFTER INSERT ON sales.customer FOR EACH ROW EXECUTE FUNCTION sales.note()",
        "CREATE RULE keep AS ON DELETE TO sales.log DO INSTEAD NOTHING",
        "ALTER TABLE sales.customer ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY all_rows ON sales.customer USING (true)",
        "COMMENT ON TABLE sales.customer IS 'who buys'",
        "INSERT INTO sales.customer (mail) VALUES ('One@example.com'), ('two@example.com')",
        "INSERT INTO sales.sale (customer, total, at) VALUES (1, 12.50, '2026-02-03')",
        "REFRESH MATERIALIZED VIEW sales.sums",
        "SELECT lo_from_bytea(4711, 'a large object')",
        "GRANT USAGE ON SCHEMA sales TO other_default",
        "GRANT SELECT (mail) ON sales.customer TO other_default",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA sales GRANT SELECT ON TABLES TO other_default",
        "ALTER ROLE shop_default SET search_path = sales, public",
    };

    /** All that a database has in its catalogs, but numbers that each has of its own. */
    private static final List<String> CATALOGS = List.of(
            "SELECT n.nspname, pg_get_userbyid(nspowner), nspacl FROM pg_namespace n WHERE nspname !~ '^pg_toast' ORDER BY 1",
            "SELECT c.oid::regclass, relkind, pg_get_userbyid(relowner), relacl, reloptions, relrowsecurity, relispartition,"
                    + " pg_get_expr(relpartbound, c.oid), obj_description(c.oid) FROM pg_class c WHERE c.oid >= 16384"
                    + " AND relnamespace <> 'pg_toast'::regnamespace ORDER BY 1::text",
            "SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,"
                    + " attacl, pg_get_expr(adbin, adrelid) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid ="
                    + " attrelid AND adnum = attnum WHERE attrelid >= 16384 AND attnum > 0 AND attrelid::regclass::text"
                    + " !~ 'pg_toast' ORDER BY 1::text, attnum",
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE oid >= 16384 ORDER BY 1::text, 2",
            "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid >= 16384 AND"
                    + " indrelid::regclass::text !~ 'pg_toast' ORDER BY 1::text",
            "SELECT viewname, viewowner, definition FROM pg_views WHERE schemaname = 'sales'",
            "SELECT matviewname, ispopulated, definition FROM pg_matviews",
            "SELECT oid::regprocedure, prosrc, proacl, pg_get_userbyid(proowner) FROM pg_proc WHERE oid >= 16384 ORDER BY 1::text",
            "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE oid >= 16384 ORDER BY 1, 2",
            "SELECT rulename, pg_get_ruledef(oid) FROM pg_rewrite WHERE oid >= 16384 ORDER BY 1, 2",
            "SELECT polname, polqual IS NOT NULL FROM pg_policy",
            "SELECT typname, typtype, pg_get_userbyid(typowner) FROM pg_type WHERE oid >= 16384 ORDER BY 1",
            "SELECT enumlabel FROM pg_enum ORDER BY enumsortorder",
            "SELECT extname, extversion, pg_get_userbyid(extowner) FROM pg_extension ORDER BY 1",
            "SELECT stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
            "SELECT defaclobjtype, pg_get_userbyid(defaclrole), defaclacl FROM pg_default_acl",
            "SELECT schemaname, sequencename, start_value, last_value FROM pg_sequences ORDER BY 1, 2",
            "SELECT oid, pg_get_userbyid(lomowner) FROM pg_largeobject_metadata",
            "SELECT encode(lo_get(4711), 'escape')",
            "SELECT datname, pg_get_userbyid(datdba), datacl FROM pg_database WHERE datname = 'shop_default'",
            "SELECT setconfig FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole WHERE rolname = 'shop_default'",
            "SELECT * FROM sales.customer",
            "SELECT * FROM sales.sale",
            "SELECT * FROM sales.sums",
            "SELECT * FROM sales.log");

    @Test
    void allThatADatabaseHoldsIsThereAndNothingOfOtherProjects() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        Map<String, String> audit = ensure("shop", "audit");
        Map<String, String> other = ensure("other", "default");
        Map<String, String> third = ensure("third", "default");
        Sql.run(shop, OF_ALL_KINDS);
        Sql.run(audit, "CREATE TABLE t AS SELECT 7 AS n");
        Sql.run(other, "CREATE TABLE secret AS SELECT 'of another project' AS text");
        List<String> before = catalogs(shop, "shop_default");

        postgres.copyInUse(new CopiedFiles(postgres.prepare()));
        Sql.run(shop, "DROP SCHEMA sales CASCADE", "DROP EXTENSION citext");
        postgres.adopt(FORMER, "shop-old", Map.of("default", shop, "audit", audit));
        assertFalse(postgres.has("shop-old"));
        postgres.place("shop-old");

        assertTrue(postgres.has("shop-old"));
        Map<String, String> old = postgres.ensure("shop-old", "default", shop);
        assertNotEquals(shop.get("port"), old.get("port"));
        assertEquals(before, catalogs(old, "shop_default"));
        assertEquals("7", Sql.text(postgres.ensure("shop-old", "audit", audit), "SELECT n FROM t"));
        assertEquals(
                "audit_none",
                Sql.text(
                        old,
                        "SELECT coalesce(string_agg(datname, ' '), 'audit_none') FROM pg_database"
                                + " WHERE datname IN ('other_default', 'third_default', 'first_default')"));
        assertEquals(
                "other_default",
                Sql.text(
                        old,
                        "SELECT string_agg(rolname, ' ') FROM pg_roles"
                                + " WHERE rolname IN ('other_default', 'third_default')"),
                "Only a role that a grant names stays");
        assertThrows(SQLException.class, () -> Sql.text(with(other, "port", port(old)), "SELECT 1"));
        assertEquals("third_default", Sql.text(third, "SELECT current_user::text"), "All others are where they were");
        Sql.run(old, "INSERT INTO sales.customer (mail) VALUES ('three@example.com')");
        assertEquals("3", Sql.text(old, "SELECT max(id) FROM sales.customer"));
        assertEquals("42", Sql.text(old, "SELECT nextval('sales.number')"));
    }

    @Test
    void itsServerIsAdoptedCopiedAndGoesWithItsLastDatabase() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        Map<String, String> audit = ensure("shop", "audit");
        Sql.run(shop, "CREATE TABLE t AS SELECT 1 AS n");
        postgres.copyInUse(new CopiedFiles(postgres.prepare()));
        postgres.adopt(FORMER, "old", Map.of("default", shop, "audit", audit));
        postgres.place("old");
        Map<String, String> old = postgres.ensure("old", "default", shop);

        postgres.detach();
        postgres = embedded(); // after a crash
        assertEquals(port(old), port(postgres.ensure("old", "default", shop)));
        Sql.run(old, "INSERT INTO t VALUES (2)");
        assertTrue(postgres.bytes("old", shop).orElseThrow() > 0);
        assertTrue(postgres.usage("old", shop).orElseThrow().contains("connections"));
        ProvisioningException refused = assertThrows(
                ProvisioningException.class,
                () -> postgres.copy(new Share("old", "default"), shop, new Share("shop", "default"), shop));
        assertTrue(String.valueOf(refused.getMessage()).contains("two PostgreSQL servers"), refused.getMessage());

        Path again = postgres.prepare();
        postgres.copyInUse(new CopiedFiles(again));
        assertTrue(Files.isRegularFile(again.resolve("data/backup_label")));
        assertTrue(Files.isRegularFile(again.resolve("projects/old/data/backup_label")));
        postgres.discard();
        assertFalse(Files.exists(again));

        postgres.destroy("old", "audit", audit);
        assertTrue(postgres.has("old"));
        postgres.destroy("old", "default", shop);
        assertFalse(postgres.has("old"));
        postgres.destroy("old", "default", shop); // repeated after a crash
        assertFalse(Sql.answers(old));
        assertEquals("1", Sql.text(postgres.ensure("shop", "default", shop), "SELECT count(*) FROM t"));
    }

    @Test
    void dataWithoutTheDatabaseAreRefusedAndLeaveNothing() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        Path aside = postgres.prepare();
        postgres.copyInUse(new CopiedFiles(aside));
        Map<String, String> unknown = with(with(shop, "database", "unknown"), "username", "unknown");

        ProvisioningException refused = assertThrows(
                ProvisioningException.class, () -> postgres.adopt(FORMER, "old", Map.of("default", unknown)));
        ProvisioningException damaged = assertThrows(ProvisioningException.class, () -> {
            Files.delete(aside.resolve("data/global/pg_control"));
            postgres.adopt(FORMER, "old", Map.of("default", shop));
        });

        assertTrue(String.valueOf(refused.getMessage()).contains("no database unknown"), refused.getMessage());
        assertTrue(String.valueOf(damaged.getMessage()).contains("pg_control"), damaged.getMessage());
        postgres.discard();
        assertEquals(List.of(), LeftProcesses.stayingIn(aside));
        assertFalse(postgres.has("old"));
    }

    @Test
    void oneThatACrashLeftAtWorkIsEndedAndDeleted() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        Path aside = postgres.prepare();
        postgres.copyInUse(new CopiedFiles(aside));
        EmbeddedPostgres crashed = new EmbeddedPostgres(aside, Binaries::postgres, () -> FORMER);
        linked(aside);
        Map<String, String> left = crashed.ensure("shop", "default", shop);
        crashed.detach();

        postgres.discard();

        assertFalse(Files.exists(aside));
        assertFalse(Sql.answers(left));
    }

    private static String port(Map<String, String> output) {
        return Sql.value(output, "port");
    }

    private static List<String> catalogs(Map<String, String> output, String database) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = superuser(output).connectTo(database);
                Statement statement = connection.createStatement()) {
            for (String query : CATALOGS) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            row.append(rows.getString(i)).append(" | ");
                        }
                        found.add(row.toString());
                    }
                }
            }
        }
        return found;
    }

    private static PostgresUrl superuser(Map<String, String> output) {
        return new PostgresUrl(
                "127.0.0.1", Integer.parseInt(port(output)), "postgres", PostgresData.SUPERUSER, PASSWORD, Map.of());
    }
}
