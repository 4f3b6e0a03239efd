package dev.shuttle.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what a process prints, line by line, while it runs. Thread-safe. */
final class Output {
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    Output(String name, InputStream stream) {
        reader = new Thread(() -> read(stream), "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(reading stopped: " + e.getMessage() + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The first line that begins so, or nothing if the stream ends or the time is over before. */
    synchronized Optional<String> firstLine(String start, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        int next = 0;
        while (true) {
            for (; next < lines.size(); next++) {
                if (lines.get(next).startsWith(start)) {
                    return Optional.of(lines.get(next));
                }
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || millis <= 0) {
                return Optional.empty();
            }
            wait(millis);
        }
    }

    /** Waits for the end of the stream; for a process that has ended. */
    List<String> toEnd() throws InterruptedException {
        reader.join(5_000);
        return soFar();
    }

    synchronized List<String> soFar() {
        return List.copyOf(lines);
    }
}
