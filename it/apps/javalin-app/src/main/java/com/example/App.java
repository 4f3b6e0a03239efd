package com.example;

import dev.shuttle.ShuttleService;
import io.javalin.Javalin;

/** Not started: the host does that. */
@ShuttleService
public class App {
    public static Javalin main() {
        return Javalin.create(config -> config.routes.get("/", ctx -> ctx.result("javalin-app, version 1")));
    }
}
