package dev.shuttle.controlplane.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Which migrations a store has seen, from the table that Flyway keeps; without Flyway, which would slow down each start.
 *
 * @param succeeded their numbers, in order; one that is no number counts as the highest that there is
 */
record SchemaVersion(List<Integer> succeeded) {

    static final SchemaVersion NONE = new SchemaVersion(List.of());

    static SchemaVersion of(Connection connection) throws SQLException {
        List<Integer> succeeded = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select \"version\" from \"flyway_schema_history\""
                        + " where \"version\" is not null and \"success\"")) {
            while (rows.next()) {
                succeeded.add(number(rows.getString(1)));
            }
        }
        Collections.sort(succeeded);
        return new SchemaVersion(List.copyOf(succeeded));
    }

    /** Of what {@link #toString()} gave. */
    static SchemaVersion parse(String text) {
        return new SchemaVersion(List.of(number(text)));
    }

    private static int number(String version) {
        try {
            return Integer.parseInt(version);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }

    boolean isNewerThan(String known) {
        return newest() > Integer.parseInt(known);
    }

    boolean is(String known) {
        return newest() == Integer.parseInt(known);
    }

    private int newest() {
        return succeeded.isEmpty() ? 0 : succeeded.get(succeeded.size() - 1);
    }

    @Override
    public String toString() {
        return newest() == Integer.MAX_VALUE ? "of another kind" : Integer.toString(newest());
    }
}
