package com.example;

import com.sun.net.httpserver.HttpServer;
import dev.shuttle.Port;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Listens on its own, on the port that it is given. */
@ShuttleService
public class App {
    public static void main(@Port int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "port-void, version 1".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}
