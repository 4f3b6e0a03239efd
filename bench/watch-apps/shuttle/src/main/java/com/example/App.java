package com.example;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.ShuttleService;

@ShuttleService
public class App {
    public static HttpHandler main() {
        return exchange -> {
            byte[] answer = "Hello, version 1".getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }
}
