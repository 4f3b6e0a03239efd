package com.example;

import com.sun.net.httpserver.HttpHandler;
import dev.shuttle.ShuttleService;

/** Answers, and prints so many lines a second as it was asked for last: GET /10000. */
@ShuttleService
public class Chatter {
    private static volatile int lines;

    public static HttpHandler main() {
        Thread thread = new Thread(Chatter::print, "chatter");
        thread.setDaemon(true);
        thread.start();
        return exchange -> {
            String wanted = exchange.getRequestURI().getPath().substring(1);
            if (!wanted.isEmpty()) {
                lines = Integer.parseInt(wanted);
            }
            byte[] answer = ("prints " + lines + " lines a second\n").getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        };
    }

    private static void print() {
        long number = 0;
        while (true) {
            long begin = System.nanoTime();
            StringBuilder batch = new StringBuilder();
            for (int i = 0; i < lines / 10; i++) {
                batch.append("line ").append(number++).append(" of a talkative service\n");
            }
            System.out.print(batch);
            long left = 100_000_000 - (System.nanoTime() - begin);
            if (left > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(left);
            }
        }
    }
}
