package dev.shuttle.resources.redis;

import dev.shuttle.resources.ServerUri;
import java.net.URI;
import java.util.Objects;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/**
 * Where a Redis server is, and who we are there. Never shows the password.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param tls whether the connection is encrypted
 * @param username {@code default} if the URL names none
 * @param password empty if there is none
 * @param database 0 or more
 */
public record RedisUrl(String host, int port, boolean tls, String username, String password, int database) {
    private static final int DEFAULT_PORT = 6379;
    private static final String EXAMPLE = "redis://USER:PASSWORD@HOST:6379/0";

    /** A server that is there accepts at once. */
    private static final int CONNECT_MILLIS = 5_000;

    /** Redis answers in microseconds, unless somebody else's command blocks it. */
    private static final int ANSWER_MILLIS = 10_000;

    /**
     * Reads {@code redis://} and {@code rediss://} (TLS) URLs.
     *
     * @param text user and password before the {@code @}; the database's number as path
     * @return what it says; port 6379, user {@code default} and database 0 where it does not
     * @throws IllegalArgumentException saying what is wrong; the message never holds the URL, where a password may be
     */
    public static RedisUrl parse(String text) {
        URI uri = ServerUri.parse(text, EXAMPLE, "redis", "rediss");
        String[] user = ServerUri.user(uri);
        return new RedisUrl(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getScheme().equals("rediss"),
                user[0].isEmpty() ? "default" : user[0],
                user[1],
                database(Objects.requireNonNullElse(uri.getPath(), "")));
    }

    private static int database(String path) {
        if (path.length() <= 1) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(path.substring(1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The path of the Redis server's URL is not a database number: \"" + path + "\". It looks like "
                            + EXAMPLE,
                    e);
        }
    }

    /** Connects within five seconds; an answer is waited for for ten. */
    Jedis connect() {
        return connect(ANSWER_MILLIS);
    }

    Jedis connect(int answerMillis) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(answerMillis)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .ssl(tls)
                .database(database);
        if (!password.isEmpty()) {
            config.user(username).password(password);
        }
        return new Jedis(new HostAndPort(host, port), config.build());
    }

    String address() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + username + ":***@" + address() + "/" + database;
    }
}
