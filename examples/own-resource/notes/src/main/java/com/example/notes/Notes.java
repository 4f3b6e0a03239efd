package com.example.notes;

import com.example.sqlite.Sqlite;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Keeps what is posted to it, and shows it line by line. */
@ShuttleService
public class Notes implements HttpHandler {
    private static final int MAX_BYTES = 1_000;

    private final DataSource database;

    private Notes(DataSource database) {
        this.database = database;
    }

    /** An annotation of a library's own stands where {@code @Postgres} could stand. */
    public static HttpHandler main(@Sqlite("notes") DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
        }
        return new Notes(database);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            if (exchange.getRequestMethod().equals("POST")) {
                add(new String(exchange.getRequestBody().readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
            }
            answer(exchange, 200, all());
        } catch (SQLException e) {
            e.printStackTrace(); // goes to mvn shuttle:logs
            answer(exchange, 500, "The database did not answer.\n");
        } finally {
            exchange.close();
        }
    }

    private void add(String text) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO note (text) VALUES (?)")) {
            insert.setString(1, text);
            insert.executeUpdate();
        }
    }

    private String all() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT text FROM note ORDER BY id")) {
            StringBuilder notes = new StringBuilder();
            while (rows.next()) {
                notes.append(rows.getString("text")).append('\n');
            }
            return notes.toString();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        // The JDK's server takes 0 for a body of unknown length, and -1 for none.
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
