package dev.shuttle.controlplane.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The store that is found at a URL, read without a change to it: H2 rewrites the header of a file that it opens normally.
 *
 * @param schema the migrations that it has seen; none if it is missing, empty or cannot be read
 * @param id of the home that it belongs to; empty before the migration that adds it
 * @param content whether it holds any project or key
 * @param fault why it could not be read, or null
 */
record FoundStore(SchemaVersion schema, Optional<String> id, boolean content, @Nullable SQLException fault) {
    /** Every store in use has a row in one of them. */
    private static final List<String> USED = List.of("project", "api_key", "vault_key");

    /** Looks at the store; one that does not exist is not created. */
    static FoundStore at(String url) {
        if (isZeroLength(url)) { // H2 fails to read it only, and then keeps it locked
            return new FoundStore(SchemaVersion.NONE, Optional.empty(), false, null);
        }
        try (Connection connection =
                DriverManager.getConnection(url + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", Database.USER, "")) {
            return of(connection);
        } catch (SQLException e) {
            boolean missing = e.getErrorCode() == ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1;
            return new FoundStore(SchemaVersion.NONE, Optional.empty(), false, missing ? null : e);
        }
    }

    private static boolean isZeroLength(String url) {
        try {
            return Files.size(Path.of(Database.place(url) + ".mv.db")) == 0;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    static FoundStore of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> tables = tables(statement);
            boolean content = false;
            for (String table : USED) {
                content |= first(statement, tables.get(table), "1").isPresent();
            }
            SchemaVersion schema =
                    tables.containsKey("flyway_schema_history") ? SchemaVersion.of(connection) : SchemaVersion.NONE;
            return new FoundStore(schema, first(statement, tables.get("home"), "id"), content, null);
        }
    }

    /** Their names as they are written, by the same in small letters: an earlier version's store has fewer. */
    private static Map<String, String> tables(Statement statement) throws SQLException {
        Map<String, String> tables = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "select table_name from information_schema.tables where table_schema = 'PUBLIC'")) {
            while (rows.next()) {
                tables.put(rows.getString(1).toLowerCase(Locale.ROOT), rows.getString(1));
            }
        }
        return tables;
    }

    /** Empty too if there is no such table. */
    private static Optional<String> first(Statement statement, @Nullable String table, String column)
            throws SQLException {
        if (table == null) {
            return Optional.empty();
        }
        try (ResultSet rows = statement.executeQuery("select " + column + " from \"" + table + "\" limit 1")) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }
}
