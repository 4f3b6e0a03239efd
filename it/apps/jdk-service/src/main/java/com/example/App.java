package com.example;

import com.sun.net.httpserver.HttpServer;
import dev.shuttle.Service;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Started and stopped by the host. */
@ShuttleService
public class App implements Service {
    private HttpServer server;

    public static Service main() {
        return new App();
    }

    @Override
    public void start(InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 0);
        server.createContext("/", exchange -> {
            byte[] answer = "jdk-service, version 1".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
