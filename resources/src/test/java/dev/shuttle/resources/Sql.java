package dev.shuttle.resources;

import dev.shuttle.resources.postgres.PostgresUrl;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;

/** Connects as a service does. */
public final class Sql {

    private Sql() {}

    public static String value(Map<String, String> output, String key) {
        return Objects.requireNonNull(output.get(key), key);
    }

    public static Connection connect(Map<String, String> output) throws SQLException {
        return new PostgresUrl(
                        value(output, "host"),
                        Integer.parseInt(value(output, "port")),
                        value(output, "database"),
                        value(output, "username"),
                        value(output, "password"),
                        Map.of())
                .connect(value(output, "database"), value(output, "username"), value(output, "password"));
    }

    public static void run(Map<String, String> output, String... statements) throws SQLException {
        try (Connection connection = connect(output);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public static String text(Map<String, String> output, String query) throws SQLException {
        try (Connection connection = connect(output);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
        }
    }

    public static boolean answers(Map<String, String> output) {
        try {
            return text(output, "SELECT 1").equals("1");
        } catch (SQLException e) {
            return false;
        }
    }
}
