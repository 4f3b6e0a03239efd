package com.example;

import io.javalin.Javalin;

public class Main {
    public static void main(String[] args) {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "7070"));
        Javalin.create()
                .get("/", ctx -> ctx.result("Hello from javalin"))
                .start(port);
    }
}
