package com.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.DatabaseConnection;
import dev.shuttle.Folder;
import dev.shuttle.Postgres;
import dev.shuttle.Redis;
import dev.shuttle.RedisConnection;
import dev.shuttle.Secret;
import dev.shuttle.ServiceInfo;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Has every kind of resource, and does with them what the test asks it to do. Never put this on a net. */
@ShuttleService
public class App implements HttpHandler {
    private final DataSource pool;
    private final DatabaseConnection postgres;
    private final RedisConnection redis;
    private final Path folder;
    private final String token;
    private final String maybe;
    private final ServiceInfo info;

    private App(
            DataSource pool,
            DatabaseConnection postgres,
            RedisConnection redis,
            Path folder,
            String token,
            String maybe,
            ServiceInfo info) {
        this.pool = pool;
        this.postgres = postgres;
        this.redis = redis;
        this.folder = folder;
        this.token = token;
        this.maybe = maybe;
        this.info = info;
    }

    public static HttpHandler main(
            @Postgres DataSource pool,
            @Postgres DatabaseConnection postgres,
            @Redis RedisConnection redis,
            @Folder Path folder,
            @Secret("TOKEN") String token,
            @Secret(value = "MAYBE", required = false) String maybe,
            ServiceInfo info)
            throws Exception {
        App app = new App(pool, postgres, redis, folder, token, maybe, info);
        // here a test may put what is to happen at the start
        return app;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        String answer;
        try {
            answer = answer(exchange.getRequestURI().getPath(), body);
        } catch (Exception e) {
            status = 500;
            answer = (e instanceof SQLException sql ? sql.getSQLState() + " " : "") + e;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String answer(String path, String body) throws Exception {
        return switch (path) {
            case "/" -> "infra, version 1";
            case "/sql" -> {
                try (Connection connection = pool.getConnection()) {
                    yield sql(connection, body);
                }
            }
            case "/connect" -> {
                String url = "jdbc:postgresql://" + postgres.host() + ":" + postgres.port() + "/" + body;
                try (Connection connection =
                        DriverManager.getConnection(url, postgres.username(), postgres.password())) {
                    yield sql(connection, "SELECT current_database()");
                }
            }
            case "/postgres" -> String.join(
                    " ", String.valueOf(postgres.port()), postgres.database(), postgres.username(), postgres.password());
            case "/redis" -> redis(redis.uri().getPort(), body);
            case "/redis/port" -> String.valueOf(redis.uri().getPort());
            case "/redis/userinfo" -> redis.uri().getUserInfo();
            case "/write" -> {
                Path aside = Files.writeString(folder.resolve("aside"), body);
                yield Files.move(aside, folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE)
                        .toString();
            }
            case "/read" -> Files.readString(folder.resolve("file"));
            case "/token" -> token + " " + maybe;
            case "/info" -> info.toString();
            case "/visible" -> String.valueOf(visible(body));
            case "/print" -> {
                System.out.println(body);
                yield "printed";
            }
            case "/leak" -> {
                System.out.println("leaked to standard output: " + token);
                System.err.println("leaked to standard error: " + token + ", " + postgres.password());
                new IllegalStateException("leaked in an exception: " + token).printStackTrace();
                yield "leaked";
            }
            default -> {
                if (path.startsWith("/redis/")) { // somebody else's port, with our credentials
                    yield redis(Integer.parseInt(path.substring("/redis/".length())), body);
                }
                yield "What is " + path + "?";
            }
        };
    }

    private boolean visible(String className) {
        try {
            Class.forName(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** The first column of each row, each on a line. */
    private static String sql(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            StringBuilder rows = new StringBuilder();
            if (statement.execute(sql)) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        rows.append(rows.isEmpty() ? "" : "\n").append(result.getString(1));
                    }
                }
            }
            return rows.toString();
        }
    }

    /** Redis' inline commands need no client: one a line, and what came back, raw. */
    private String redis(int port, String command) throws IOException {
        String[] credentials = redis.uri().getUserInfo().split(":", 2);
        String user = credentials[0].isEmpty() ? "" : credentials[0] + " ";
        try (Socket socket = new Socket(redis.uri().getHost(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("AUTH " + user + credentials[1] + "\r\n" + command + "\r\nQUIT\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", " ").strip();
        }
    }
}
