package com.example.todo;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Postgres;
import dev.shuttle.ShuttleService;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A list of things to do, kept in PostgreSQL. */
@ShuttleService
public class TodoApp {

    /**
     * The parameter is the infrastructure: the first deploy makes a database and a role for this project, and every later
     * deploy gets the same one. No driver and no pool are needed in the pom.
     */
    public static HttpHandler main(@Postgres DataSource database) {
        // Runs what is new in src/main/resources/db/migration, before the new version takes any request. The version
        // before still serves at that time: let a migration add, and remove only what no version uses any more.
        Flyway.configure().dataSource(database).load().migrate();
        return new TodoHandler(new Todos(database));
    }
}
