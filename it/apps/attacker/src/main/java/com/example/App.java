package com.example;

import dev.shuttle.DatabaseConnection;
import dev.shuttle.Folder;
import dev.shuttle.Postgres;
import dev.shuttle.Redis;
import dev.shuttle.RedisConnection;
import dev.shuttle.Service;
import dev.shuttle.ShuttleService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a test tells it to do to others: {@code POST /ATTACK?name=value}. It writes its answers itself, wrong ones too.
 * Never put this on a net.
 */
@ShuttleService
public class App implements Service {
    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: (\\d+)");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ";

    private final Attacks attacks;
    private ServerSocket server;

    private App(Attacks attacks) {
        this.attacks = attacks;
    }

    public static Service main(
            @Postgres DatabaseConnection postgres, @Redis RedisConnection redis, @Folder Path folder)
            throws IOException {
        Files.writeString(folder.resolve("private.txt"), "of this project only");
        return new App(new Attacks(postgres, redis, folder));
    }

    @Override
    public void start(InetSocketAddress address) throws IOException {
        server = new ServerSocket();
        server.bind(address);
        inBackground(() -> {
            while (true) {
                Socket client = server.accept();
                try {
                    inBackground(() -> serve(client));
                } catch (OutOfMemoryError e) {
                    client.close(); // it has all threads that it may have
                }
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The client is gone, or the server is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            InputStream in = client.getInputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                Matcher length = LENGTH.matcher(head);
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                answer(head, new String(body, StandardCharsets.UTF_8), client.getOutputStream());
            }
        }
    }

    /** Up to the empty line; empty at the end. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private void answer(String head, String body, OutputStream out) throws IOException {
        String[] target = head.split(" ", 3)[1].split("\\?", 2);
        switch (target[0]) {
            case "/head" -> {
                write(out, "HTTP/1.1 200 OK\r\n");
                while (true) {
                    write(out, "X-More: " + "x".repeat(1000) + "\r\n");
                }
            }
            case "/behind" -> write(out, OK + "2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
            case "/garbage" -> write(out, "not HTTP at all\r\n\r\n");
            default -> {
                String said = said(target[0], values(target.length > 1 ? target[1] : ""), head, body);
                byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
                write(out, OK + bytes.length + "\r\n\r\n");
                out.write(bytes);
            }
        }
    }

    private String said(String path, Map<String, String> values, String head, String body) {
        try {
            return switch (path) {
                case "/" -> "attacker, version 1";
                case "/request" -> head;
                default -> attacks.run(path.substring(1), values, body);
            };
        } catch (Exception e) {
            return "refused: " + e;
        }
    }

    private static Map<String, String> values(String query) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return values;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
