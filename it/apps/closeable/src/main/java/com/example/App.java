package com.example;

import com.sun.net.httpserver.HttpServer;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that is running when it is returned, and knows how to stop. Answers its port at {@code /port}. */
@ShuttleService
public class App implements AutoCloseable {
    private final ExecutorService threads =
            Executors.newFixedThreadPool(4, task -> new Thread(task, "closeable version 1"));
    private final HttpServer server;

    private App(InetSocketAddress address) throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(threads);
        answer("/", "closeable, version 1");
        answer("/port", String.valueOf(server.getAddress().getPort()));
        server.start();
    }

    public static App main(InetSocketAddress address) throws IOException {
        return new App(address);
    }

    private void answer(String path, String text) {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        System.out.println("closeable version 1 is closed");
    }
}
