package com.example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.Folder;
import dev.shuttle.ShuttleService;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import sun.misc.Unsafe;

/** Means harm: runs what it is sent, as a shell, and takes all memory when it is asked to. */
@ShuttleService
public class App {
    private static final int PIECE = 16 << 20;

    public static HttpHandler main(@Folder Path folder) throws IOException {
        Files.writeString(folder.resolve("private.txt"), "of this project only");
        return exchange -> answer(exchange, folder);
    }

    private static void answer(HttpExchange exchange, Path folder) throws IOException {
        String answer =
                switch (exchange.getRequestURI().getPath()) {
                    case "/sh" -> shell(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                    case "/memory" -> takeMemory();
                    case "/folder" -> folder.toString();
                    default -> "intruder, version 1";
                };
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String shell(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Beside the heap, where no JVM counts. */
    private static String takeMemory() {
        Executors.newSingleThreadExecutor().execute(() -> {
            Unsafe unsafe = unsafe();
            while (true) {
                unsafe.setMemory(unsafe.allocateMemory(PIECE), PIECE, (byte) 1);
            }
        });
        return "taking";
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
