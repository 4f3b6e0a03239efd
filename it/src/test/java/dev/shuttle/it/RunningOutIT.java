package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Threads, memory and logs: one project takes all that it can get, and the rest goes on. */
final class RunningOutIT {
    private static final String PROJECT = "greedy";
    private static final int STALLED = 300;
    private static final int LOG_BYTES = 16 << 20;

    /** Fills its heap or its log, or says a line, when asked to. */
    private static final String GREED =
            """
            server.createContext("/fill", exchange -> {
                java.util.List<byte[]> all = new java.util.ArrayList<>();
                while (true) {
                    all.add(new byte[1 << 20]);
                }
            });
            server.createContext("/flood", exchange -> {
                byte[] line = ("x".repeat(999) + "\\n").getBytes();
                for (int i = 0; i < Integer.parseInt(exchange.getRequestURI().getQuery()); i++) {
                    System.out.write(line, 0, line.length);
                }
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.createContext("/say", exchange -> {
                System.out.println("a line after the flood");
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
            server.start();
            """;

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Visitor visitor = new Visitor(SERVER);
    private final Api api = new Api(SERVER);

    private static String serving = "";

    @TempDir
    Path folder;

    @BeforeEach
    void aGreedyServiceServes() throws Exception {
        if (serving.isEmpty()) {
            App app = App.copy("jdk-service", folder).replace(App.MAIN, "server.start();", GREED);
            api.deploys(PROJECT, app);
            serving = api.current(PROJECT);
        }
    }

    @Test
    void stalledUploadsLeaveThreadsForTheRest() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        try {
            for (int i = 0; i < STALLED; i++) {
                stalled.add(upload());
            }
            Await.until("the places to be taken", Duration.ofSeconds(20), this::incoming, count -> count == 32L);
            Duration slowest = Duration.ZERO;
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                assertEquals(200, api.send(api.to("/health")).statusCode());
                assertEquals(200, api.send(api.to("/projects/" + PROJECT)).statusCode());
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                assertTrue(took.toSeconds() < 15, () -> "took " + took);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
            }
            System.out.println(
                    "Beside " + STALLED + " stalled uploads two answers took " + slowest.toMillis() + " ms at most");
            HttpResponse<String> refused = api.deploy(PROJECT, new byte[] {0x1f, (byte) 0x8b});
            assertEquals(429, refused.statusCode(), refused::body);
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
        Await.until("the files to be gone", Duration.ofSeconds(20), this::incoming, count -> count == 0L);
    }

    @Test
    @Tag("full")
    void aStalledUploadIsEndedAfterHalfAMinute() throws Exception {
        long begin = System.nanoTime();
        try (Socket socket = upload()) {
            socket.setSoTimeout(60_000);
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertEquals("HTTP/1.1 408", answer);
            assertTrue(seconds >= 29 && seconds <= 40, () -> "after " + seconds + " s");
        }
        Await.until("the file to be gone", Duration.ofSeconds(20), this::incoming, count -> count == 0L);
    }

    @Test
    void aServiceWhoseHeapIsFullIsStartedAgainAndTheLogSaysWhy() throws Exception {
        int status = visitor.visit(PROJECT, "/fill").statusCode();
        assertEquals(502, status);

        Await.until(
                "it to serve again",
                Duration.ofSeconds(30),
                () -> visitor.read(PROJECT),
                "jdk-service, version 1"::equals);
        Await.until(
                "the reason in the log",
                Duration.ofSeconds(20),
                this::log,
                log -> log.contains("its heap of 512 MiB is full (java.lang.OutOfMemoryError: Java heap space)"));
        assertEquals(serving, api.current(PROJECT));
    }

    @Test
    void aFloodOfLinesIsCutAndBlocksNothing() throws Exception {
        flood(200_000);
    }

    @Test
    @Tag("full")
    void aFloodOfHalfAGigabyteIsCutToo() throws Exception {
        flood(500_000);
    }

    private void flood(int lines) throws Exception {
        Thread flood = new Thread(() -> {
            try {
                visitor.visit(PROJECT, "/flood?" + lines);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long begin = System.nanoTime();
        long largest = 0;
        flood.start();
        while (flood.isAlive()) {
            largest = Math.max(largest, outputBytes());
            assertEquals("jdk-service, version 1", visitor.read(PROJECT));
            Thread.sleep(20);
        }
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        System.out.println("A flood of " + lines + " KB took " + millis + " ms; its file was never larger than "
                + (largest >> 20) + " MiB");
        Await.until(
                "the lines after it",
                Duration.ofSeconds(20),
                this::logOfOneMoreLine,
                log -> log.contains("a line after the flood"));
        assertTrue(log().contains("bytes of output were dropped"), "says how much is missing");
        assertTrue(bytesIn(SERVER.home().resolve("logs")) <= LOG_BYTES + (1 << 20), "the log is bounded");
        assertTrue(largest < 400L << 20, "the output on disk is bounded, not " + largest);
    }

    private long outputBytes() throws IOException {
        return bytesIn(SERVER.home().resolve("hosts"));
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(
                            file -> Files.isRegularFile(file) ? file.toFile().length() : 0)
                    .sum();
        }
    }

    /** A line that is written while the file of the flood is emptied may be lost; the next one is not. */
    private String logOfOneMoreLine() throws IOException, InterruptedException {
        visitor.visit(PROJECT, "/say");
        return log();
    }

    private String log() throws IOException, InterruptedException {
        return api.send(api.to("/projects/" + PROJECT + "/logs").header("Accept", "text/plain"))
                .body();
    }

    private long incoming() throws IOException {
        try (Stream<Path> files = Files.list(SERVER.home().resolve("uploads"))) {
            return files.filter(file -> file.toString().endsWith(".part")).count();
        }
    }

    private Socket upload() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), SERVER.api().getPort());
        String head = "POST /deploy?project=" + PROJECT + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + SERVER.key() + "\r\nContent-Length: 1000000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[] {0x1f, (byte) 0x8b, 8});
        return socket;
    }
}
