package com.example.guestbook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The entries in the database. */
class Entries {
    private final DataSource database;

    Entries(DataSource database) {
        this.database = database;
    }

    /** The newest hundred. */
    List<Entry> latest() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, name, message, picture, written_at FROM entry ORDER BY id DESC LIMIT 100");
                ResultSet rows = select.executeQuery()) {
            List<Entry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(new Entry(
                        rows.getLong("id"),
                        rows.getString("name"),
                        rows.getString("message"),
                        rows.getString("picture"),
                        rows.getTimestamp("written_at").toInstant()));
            }
            return entries;
        }
    }

    void add(String name, String message, Optional<String> picture) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO entry (name, message, picture) VALUES (?, ?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, message);
            insert.setString(3, picture.orElse(null));
            insert.executeUpdate();
        }
    }

    /** Deletes it and returns the name of its picture, if it was there and had one. */
    Optional<String> delete(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM entry WHERE id = ? RETURNING picture")) {
            delete.setLong(1, id);
            try (ResultSet row = delete.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString("picture")) : Optional.empty();
            }
        }
    }
}
