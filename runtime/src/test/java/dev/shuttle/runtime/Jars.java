package dev.shuttle.runtime;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Real libraries, by what the build has on the tests' class path. */
public final class Jars {

    private Jars() {}

    /** The jars of a connection pool. */
    public static List<Path> ofHost() {
        return List.of(
                of("com.zaxxer.hikari.HikariConfig"),
                of("org.postgresql.Driver"),
                of("org.slf4j.Logger"),
                of("org.slf4j.simple.SimpleLogger"));
    }

    /** The jars of an app with Jedis. */
    public static List<Path> ofJedis() {
        return List.of(
                of("redis.clients.jedis.JedisPooled"),
                of("org.apache.commons.pool2.ObjectPool"),
                of("org.json.JSONObject"),
                of("com.google.gson.Gson"),
                of("org.slf4j.Logger"));
    }

    private static Path of(String type) {
        try {
            return Path.of(Class.forName(type, false, Jars.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
