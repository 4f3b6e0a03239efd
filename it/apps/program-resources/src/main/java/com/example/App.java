package com.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program that does with the resources in its environment what it is told. */
@dev.shuttle.Postgres
@dev.shuttle.Postgres("audit")
@dev.shuttle.Redis
@dev.shuttle.Folder
@dev.shuttle.Secret("TOKEN")
public class App {
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", exchange -> answer(exchange, "program-resources, version 1"));
        server.createContext("/env", exchange -> answer(exchange, environment()));
        server.createContext("/sql", exchange -> answer(exchange, sql(body(exchange))));
        server.createContext("/ping", exchange -> answer(exchange, ping(URI.create(System.getenv(body(exchange))))));
        server.createContext("/write", exchange -> answer(exchange, write(body(exchange))));
        server.start();
    }

    private static String environment() {
        return System.getenv().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String sql(String sql) {
        try (Connection connection = DriverManager.getConnection(System.getenv("JDBC_DATABASE_URL"));
                Statement statement = connection.createStatement()) {
            List<String> rows = new ArrayList<>();
            if (statement.execute(sql)) {
                ResultSet found = statement.getResultSet();
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
            return String.join("\n", rows);
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage();
        }
    }

    private static String ping(URI redis) throws IOException {
        String[] user = redis.getUserInfo().split(":", 2);
        String login = user[0].isEmpty() ? user[1] : user[0] + " " + user[1];
        try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
            socket.getOutputStream().write(("AUTH " + login + "\r\nPING\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().replace("\r\n", " ");
        }
    }

    private static String write(String text) throws IOException {
        return Files.writeString(Path.of(System.getenv("SHUTTLE_FOLDER")).resolve("file"), text).toString();
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
