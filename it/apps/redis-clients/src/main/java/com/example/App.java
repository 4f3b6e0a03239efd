package com.example;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Redis;
import dev.shuttle.ShuttleService;
import io.lettuce.core.RedisClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.UnifiedJedis;

/** Every type that a parameter with {@code @Redis} may have, of the same Redis: what one writes, all read. */
@ShuttleService
public class App {
    public static HttpHandler main(
            @Redis JedisPooled pooled,
            @Redis UnifiedJedis unified,
            @Redis RedisClient lettuce,
            @Redis URI uri,
            @Redis String text) {
        return exchange -> {
            String found;
            try (var connection = lettuce.connect()) {
                pooled.set("key", "value");
                try (UnifiedJedis own = new UnifiedJedis(URI.create(text))) {
                    found = unified.get("key") + " " + connection.sync().get("key") + " " + own.get("key") + " "
                            + uri.equals(URI.create(text));
                }
            }
            byte[] answer = found.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }
}
