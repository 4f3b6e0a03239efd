package dev.shuttle.resources.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds of a query, a session and a connection that has not logged in, for the server that we bring. They are the
 * server's own settings, so that a database's or a role's win over them where PostgreSQL lets these be set.
 */
final class ServiceLimits {
    private static final Map<String, String> WANTED = new LinkedHashMap<>();

    static {
        // Of one that has not logged in; a service of this machine does so at once, also where the machine is busy.
        WANTED.put("authentication_timeout", "20s");
        // Against what was forgotten, not against an attack: a role can change these two.
        WANTED.put("statement_timeout", "1h");
        WANTED.put("idle_in_transaction_session_timeout", "15min");
        // Of one session; only a superuser can change it.
        WANTED.put("temp_file_limit", "4GB");
    }

    private ServiceLimits() {}

    /** Sets those that are not set yet, in a server that runs too. */
    static void set(Connection superuser) throws SQLException {
        boolean changed = false;
        try (Statement statement = superuser.createStatement()) {
            for (Map.Entry<String, String> wanted : WANTED.entrySet()) {
                if (!current(superuser, wanted.getKey()).equals(wanted.getValue())) {
                    statement.execute("ALTER SYSTEM SET " + wanted.getKey() + " = '" + wanted.getValue() + "'");
                    changed = true;
                }
            }
            if (changed) {
                statement.execute("SELECT pg_reload_conf()");
            }
        }
    }

    private static String current(Connection superuser, String setting) throws SQLException {
        try (PreparedStatement statement = superuser.prepareStatement("SELECT current_setting(?)")) {
            statement.setString(1, setting);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }
}
