package dev.shuttle.it;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Connections that ask for a project over and over, each one request at a time, until told to stop. What is answered
 * otherwise than expected, or not at all, is lost.
 */
final class KeepAliveLoad implements AutoCloseable {
    /** Far below what the proxy can do: this is about loss, and the builds need the cores. */
    private static final long PAUSE_MILLIS = 10;

    private final URI server;
    private final String host;
    private final Pattern expected;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentHashMap<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean going = true;

    KeepAliveLoad(URI server, String host, Pattern expected, int connections) {
        this.server = server;
        this.host = host;
        this.expected = expected;
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(this::ask, "load " + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void ask() {
        long begin = 0; // of a request that has no answer yet
        while (going) {
            connects.incrementAndGet();
            try (KeepAliveConnection connection = new KeepAliveConnection(server, host)) {
                while (going && connection.isOpen()) {
                    begin = begin == 0 ? System.nanoTime() : begin;
                    take(connection.get());
                    longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
                    begin = 0;
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (IOException e) {
                lost.add(e.toString());
                begin = begin == 0 ? System.nanoTime() : begin;
                LockSupport.parkNanos(PAUSE_MILLIS * 1_000_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(String answer) {
        if (expected.matcher(answer).matches()) {
            answers.computeIfAbsent(answer, any -> new AtomicLong()).incrementAndGet();
        } else {
            lost.add("Answered with: " + answer);
        }
    }

    /** How many requests got each answer. */
    Map<String, AtomicLong> answers() {
        return answers;
    }

    long total() {
        return answers.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** One line per lost request. */
    List<String> lost() {
        return List.copyOf(lost);
    }

    /** That a client has waited for an answer, with what was lost meanwhile. */
    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** How many connections were opened in all. */
    long connects() {
        return connects.get();
    }

    /** Lets requests that are under way end. */
    @Override
    public void close() throws InterruptedException {
        going = false;
        for (Thread thread : threads) {
            thread.join(60_000);
        }
    }
}
