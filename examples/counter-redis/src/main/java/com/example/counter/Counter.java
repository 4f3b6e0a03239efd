package com.example.counter;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Redis;
import dev.shuttle.RedisConnection;
import dev.shuttle.ShuttleService;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.JedisPooled;

/** Counts its visitors in Redis. */
@ShuttleService
public class Counter {

    /**
     * The client is of the Jedis in this pom. Both parameters mean the same Redis: the second says what keys must begin
     * with, which is nothing at all on a Redis of the project's own, and a prefix on one that projects share.
     */
    public static HttpHandler main(@Redis JedisPooled redis, @Redis RedisConnection connection) {
        String key = connection.keyPrefix() + "visits";
        return exchange -> {
            boolean isVisit = exchange.getRequestURI().getPath().equals("/");
            String text = isVisit ? "Visit number " + redis.incr(key) + "\n" : "There is nothing here.\n";
            byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(isVisit ? 200 : 404, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }
}
