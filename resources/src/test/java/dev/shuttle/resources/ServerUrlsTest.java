package dev.shuttle.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.shuttle.resources.postgres.PostgresUrl;
import dev.shuttle.resources.redis.RedisUrl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerUrlsTest {

    @Test
    void postgresIsReadInAllItsForms() {
        PostgresUrl url = new PostgresUrl("db", 5433, "admin", "me", "p@/#", Map.of("sslmode", "require"));
        assertEquals(url, PostgresUrl.parse("postgres://me:p%40%2F%23@db:5433/admin?sslmode=require"));
        assertEquals(url, PostgresUrl.parse("postgresql://me:p%40%2F%23@db:5433/admin?sslmode=require"));
        assertEquals(
                url, PostgresUrl.parse("jdbc:postgresql://db:5433/admin?user=me&password=p%40%2F%23&sslmode=require"));
        assertEquals("sslmode=require", url.query());
        PostgresUrl short_ = PostgresUrl.parse("postgres://me@db");
        assertEquals(5432, short_.port());
        assertEquals("postgres", short_.database());
        assertFalse(url.toString().contains("p@"));
    }

    @Test
    void redisIsReadInAllItsForms() {
        assertEquals(new RedisUrl("cache", 6380, true, "me", "a+b", 3), RedisUrl.parse("rediss://me:a+b@cache:6380/3"));
        assertEquals(new RedisUrl("cache", 6379, false, "default", "", 0), RedisUrl.parse("redis://cache"));
        assertEquals(new RedisUrl("cache", 6379, false, "default", "p", 0), RedisUrl.parse("redis://:p@cache/"));
        assertFalse(RedisUrl.parse("redis://:secret@cache").toString().contains("secret"));
    }

    @Test
    void aFaultIsExplainedWithoutTheUrl() {
        for (String text : List.of(
                "",
                "mysql://a:secret@b/c",
                "postgres://a:sec ret@b",
                "postgres://a:secret#@b",
                "postgres:///x",
                "postgres://host/x")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> PostgresUrl.parse(text), text);
            assertFalse(String.valueOf(e.getMessage()).contains("sec"), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse("redis://a:secret@b/x"));
        assertThrows(IllegalArgumentException.class, () -> RedisUrl.parse("http://a"));
    }
}
