package dev.shuttle.resources.postgres;

import dev.shuttle.resources.ServerUri;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.Driver;

/**
 * Where a PostgreSQL server is, and who we are there. Never shows the password.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param database to connect to for making others
 * @param username who can make databases and roles
 * @param password may be empty
 * @param parameters of the driver, such as {@code sslmode}; handed on to services
 */
public record PostgresUrl(
        String host, int port, String database, String username, String password, Map<String, String> parameters) {
    private static final int DEFAULT_PORT = 5432;
    private static final String EXAMPLE = "postgres://USER:PASSWORD@HOST:5432/postgres?sslmode=require";

    /** A server that is there accepts, and answers to a password, at once. */
    private static final int CONNECT_SECONDS = 5;

    /** CREATE DATABASE on a busy disk. */
    private static final int STATEMENT_MILLIS = 60_000;

    /** libpq's words for what the driver calls otherwise. */
    private static final Map<String, String> DRIVER_NAMES = Map.of(
            "application_name", "ApplicationName",
            "connect_timeout", "connectTimeout",
            "channel_binding", "channelBinding");

    public PostgresUrl {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads {@code postgres://}, {@code postgresql://} and {@code jdbc:postgresql://} URLs.
     *
     * @param text user and password before the {@code @} or as parameters {@code user} and {@code password}
     * @return what it says; port 5432 and database {@code postgres} where it does not
     * @throws IllegalArgumentException saying what is wrong; the message never holds the URL, where a password may be
     */
    public static PostgresUrl parse(String text) {
        URI uri = ServerUri.parse(
                text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text, EXAMPLE, "postgres", "postgresql");
        Map<String, String> parameters = parameters(uri);
        String[] user = ServerUri.user(uri);
        String username = Objects.requireNonNullElse(parameters.remove("user"), user[0]);
        String password = Objects.requireNonNullElse(parameters.remove("password"), user[1]);
        if (username.isEmpty()) {
            throw new IllegalArgumentException("The URL of the PostgreSQL server has no user. Example: " + EXAMPLE);
        }
        String path = Objects.requireNonNullElse(uri.getPath(), "");
        return new PostgresUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.length() > 1 ? path.substring(1) : "postgres",
                username,
                password,
                parameters);
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                if (equals > 0) {
                    String name = decode(parameter.substring(0, equals));
                    parameters.put(DRIVER_NAMES.getOrDefault(name, name), decode(parameter.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** As the administrator: connects within five seconds; a statement is bounded to a minute. */
    public Connection connect() throws SQLException {
        return connectTo(database);
    }

    /**
     * As the administrator. The database may be a project's, whose role can have its own operators, functions and views
     * found in the place of PostgreSQL's, by a better match of types or by ALTER DATABASE: they would run with the
     * administrator's rights (CVE-2018-1058). So nothing is found but what is PostgreSQL's, or has its schema's name.
     */
    Connection connectTo(String toDatabase) throws SQLException {
        Connection connection = connect(toDatabase, username, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = pg_catalog");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    public Connection connect(String toDatabase, String as, String with) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(parameters);
        properties.setProperty("user", as);
        properties.setProperty("password", with);
        properties.setProperty("connectTimeout", "" + CONNECT_SECONDS);
        properties.setProperty("socketTimeout", "" + CONNECT_SECONDS);
        properties.setProperty("ApplicationName", "shuttle");
        // By itself, not by DriverManager: that one asks who our class loader is.
        Connection connection = Objects.requireNonNull(
                new Driver().connect("jdbc:postgresql://" + address() + "/" + encode(toDatabase), properties));
        connection.setNetworkTimeout(Runnable::run, STATEMENT_MILLIS);
        return connection;
    }

    /** For {@code ResourceOutput}: a query for a JDBC URL. */
    public String query() {
        return parameters.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    String address() {
        return host + ":" + port;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "postgres://" + username + ":***@" + address() + "/" + database;
    }
}
