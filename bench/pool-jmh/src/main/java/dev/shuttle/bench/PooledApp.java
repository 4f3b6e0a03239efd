package dev.shuttle.bench;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Postgres;
import dev.shuttle.ShuttleService;
import javax.sql.DataSource;

/** The service that is handed the pool. It leaves it where the benchmark, in another loader, finds it. */
@ShuttleService
public class PooledApp {
    public static HttpHandler main(@Postgres DataSource pool) {
        System.getProperties().put("bench.pool", pool);
        return exchange -> exchange.close();
    }
}
