package com.example;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.ShuttleService;
import java.nio.charset.StandardCharsets;

/** The JDK's own HttpServer, brought by the host. */
@ShuttleService
public class App {
    public static HttpHandler main() {
        System.out.println("jdk-handler says hello to its log");
        return exchange -> {
            byte[] answer = "jdk-handler, version 1".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }
}
