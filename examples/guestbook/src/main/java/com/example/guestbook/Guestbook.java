package com.example.guestbook;

import dev.shuttle.Folder;
import dev.shuttle.Postgres;
import dev.shuttle.Redis;
import dev.shuttle.RedisConnection;
import dev.shuttle.Secret;
import dev.shuttle.ShuttleService;
import io.javalin.Javalin;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import redis.clients.jedis.JedisPooled;

/**
 * A guest book: entries in PostgreSQL, their pictures in a folder, a limit per visitor in Redis, and a secret for the
 * moderator, to be set before the first deploy: {@code mvn shuttle:secrets -Dshuttle.set=MODERATOR_KEY}.
 */
@ShuttleService(health = "/health")
public class Guestbook {

    public static Javalin main(
            @Postgres DataSource database,
            @Redis JedisPooled redis,
            @Redis RedisConnection redisConnection,
            @Folder("pictures") Path pictures,
            @Secret("MODERATOR_KEY") String moderatorKey) {
        Flyway.configure().dataSource(database).load().migrate();
        Entries entries = new Entries(database);
        RateLimit limit = new RateLimit(redis, redisConnection.keyPrefix());
        Routes routes = new Routes(entries, limit, new Pictures(pictures), moderatorKey);
        // Not started: Shuttle starts it where it is to listen, and stops it at the end.
        return Javalin.create(routes::addTo);
    }
}
