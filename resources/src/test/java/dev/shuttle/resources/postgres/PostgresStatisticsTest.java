package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.ResourceStatistics;
import dev.shuttle.resources.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PostgresStatisticsTest extends EmbeddedPostgresCase {
    @Test
    void aDatabaseIsToldWithItsOwnStatementsAndNoneOfOthers() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        Map<String, String> other = ensure("other", "default");
        Sql.run(other, "SELECT 'of another project'::text AS another");
        try (Connection connection = Sql.connect(shop);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id int, note text)");
            for (int i = 0; i < 3; i++) {
                statement.execute("INSERT INTO orders VALUES (" + i + ", 'a note on the owner''s business')");
            }
            statement.execute("/*traceparent='00-4bf92f3577b34da6-00f067aa0ba902b7-01'*/ SELECT pg_sleep(0.05)");
            statement.execute("ALTER ROLE CURRENT_USER PASSWORD 'QAZWSXEDC'");
            connection.setAutoCommit(false);
            statement.execute("SELECT 1");

            ResourceStatistics told = postgres.statistics("shop", shop).orElseThrow();

            assertTrue(told.bytes() > 1 << 20, told.bytes() + " bytes");
            assertEquals(List.of(new ResourceStatistics.Connections("idle in transaction", 1)), told.connections());
            assertEquals(65, told.mostConnections());
            List<ResourceStatistics.Statement> statements = Objects.requireNonNull(told.statements());
            assertEquals("SELECT pg_sleep($1)", statements.get(0).text());
            assertTrue(statements.get(0).meanMillis() >= 50);
            ResourceStatistics.Statement insert = statements.stream()
                    .filter(each -> each.text().startsWith("INSERT"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(3, insert.calls());
            assertEquals(3, insert.rows());
            String all = told.toString();
            assertFalse(all.contains("business") || all.contains("another") || all.contains("QAZWSXEDC"), all);
            assertFalse(told.withoutStatements().toString().contains("pg_sleep"));
        }
    }

    @Test
    void aProjectReadsNoStatementsOfOthersItself() throws Exception {
        Map<String, String> shop = ensure("shop", "default");
        assertThrows(SQLException.class, () -> Sql.run(shop, "SELECT * FROM pg_stat_statements"));
        assertThrows(SQLException.class, () -> Sql.run(shop, "CREATE EXTENSION pg_stat_statements"));
    }

    @Test
    void aServerThatDoesNotRunIsNotStartedForThis() throws Exception {
        Map<String, String> draft = postgres.draft("shop", "default", List.of());
        ProvisioningException refused =
                assertThrows(ProvisioningException.class, () -> postgres.statistics("shop", draft));
        assertTrue(String.valueOf(refused.getMessage()).contains("does not run now"), refused.getMessage());
        assertEquals(0, pid());
    }
}
