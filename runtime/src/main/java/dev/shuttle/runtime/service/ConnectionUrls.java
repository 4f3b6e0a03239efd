package dev.shuttle.runtime.service;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Turns outputs into the URLs that drivers and clients take. */
final class ConnectionUrls {

    private ConnectionUrls() {}

    /** Without credentials. */
    static String jdbc(ResourceOutput postgres) {
        String parameters = postgres.get("parameters");
        return "jdbc:postgresql://" + place(postgres) + "/" + encoded(postgres.get("database"))
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** With role and password. */
    static String jdbcWithCredentials(ResourceOutput postgres) {
        String url = jdbc(postgres);
        return url + (url.contains("?") ? "&" : "?") + "user=" + encoded(postgres.get("username")) + "&password="
                + encoded(postgres.get("password"));
    }

    /** With role and password, as libpq and Heroku have it. */
    static String postgres(ResourceOutput postgres) {
        String parameters = postgres.get("parameters");
        return "postgres://" + encoded(postgres.get("username")) + ":" + encoded(postgres.get("password")) + "@"
                + place(postgres) + "/" + encoded(postgres.get("database"))
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** Without role and password, as the drivers of Vert.x and Quarkus have it. */
    static String reactive(ResourceOutput postgres) {
        String parameters = postgres.get("parameters");
        return "postgresql://" + place(postgres) + "/" + encoded(postgres.get("database"))
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** Without role and password. The names of parameters are the driver's, {@code sslMode} where libpq has {@code sslmode}. */
    static String r2dbc(ResourceOutput postgres) {
        String parameters = postgres.get("parameters").replaceAll("(^|&)sslmode=", "$1sslMode=");
        return "r2dbc:postgresql://" + place(postgres) + "/" + encoded(postgres.get("database"))
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** With user and password. */
    static URI redis(ResourceOutput redis) {
        String password = redis.get("password");
        String credentials = password.isEmpty() ? "" : encoded(redis.get("username")) + ":" + encoded(password) + "@";
        String database = redis.get("database");
        return URI.create((redis.get("tls").equals("true") ? "rediss://" : "redis://") + credentials + place(redis)
                + "/" + (database.isEmpty() ? "0" : database));
    }

    private static String place(ResourceOutput output) {
        String host = output.get("host");
        boolean bare = host.contains(":") && !host.startsWith("["); // an IPv6 address
        return (bare ? "[" + host + "]" : host) + ":" + output.get("port");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
