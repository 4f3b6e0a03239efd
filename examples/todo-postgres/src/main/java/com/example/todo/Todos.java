package com.example.todo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The todos in the database. */
class Todos {
    private final DataSource database;

    Todos(DataSource database) {
        this.database = database;
    }

    List<Todo> all() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT id, title, done FROM todo ORDER BY id");
                ResultSet rows = select.executeQuery()) {
            List<Todo> todos = new ArrayList<>();
            while (rows.next()) {
                todos.add(todo(rows));
            }
            return todos;
        }
    }

    Todo add(String title) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO todo (title) VALUES (?) RETURNING id, title, done")) {
            insert.setString(1, title);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return todo(row);
            }
        }
    }

    void tickOff(long id) throws SQLException {
        update("UPDATE todo SET done = NOT done WHERE id = ?", id);
    }

    void delete(long id) throws SQLException {
        update("DELETE FROM todo WHERE id = ?", id);
    }

    private void update(String sql, long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, id);
            update.executeUpdate();
        }
    }

    private static Todo todo(ResultSet row) throws SQLException {
        return new Todo(row.getLong("id"), row.getString("title"), row.getBoolean("done"));
    }
}
