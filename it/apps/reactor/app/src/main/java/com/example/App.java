package com.example;

import com.example.lib.Greeting;
import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.ShuttleService;
import java.nio.charset.StandardCharsets;

/** The service's module; what it says comes from the other one. */
@ShuttleService
public class App {
    public static HttpHandler main() {
        return exchange -> {
            byte[] answer = Greeting.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }
}
