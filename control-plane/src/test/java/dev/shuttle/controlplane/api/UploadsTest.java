package dev.shuttle.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.SmallDisk;
import dev.shuttle.controlplane.http.ConcurrencyLimit;
import dev.shuttle.controlplane.http.Problems;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over real sockets, taken by the same parts as the API's. */
@Timeout(60)
class UploadsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int AT_A_TIME = 3;

    /** One address without a key has half of all places. */
    private static final int SHARES = 2;

    private static final byte[] GZIP = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};

    @TempDir
    Path folder;

    private Javalin server = Javalin.create();

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void takesAnUploadWhole() throws Exception {
        start(bounds(0));
        try (Socket client = upload(GZIP.length)) {
            client.getOutputStream().write(GZIP);
            String answer = answer(client);
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
            assertTrue(answer.endsWith("sha256:" + sha256(GZIP)), answer);
        }
    }

    @Test
    void endsAnUploadThatStalls() throws Exception {
        start(new UploadBounds(1 << 20, Duration.ofMillis(600), 1, PATIENCE, AT_A_TIME, 0));
        try (Socket client = upload(1000)) {
            client.getOutputStream().write(GZIP);
            String answer = answer(client);
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
            assertTrue(answer.contains("No byte of the body arrived"), answer);
        }
        nothingIsLeft();
    }

    @Test
    void endsAnUploadThatDrips() throws Exception {
        start(new UploadBounds(1 << 20, Duration.ofSeconds(4), 1000, PATIENCE, AT_A_TIME, 0));
        try (Socket client = upload(1_000_000)) {
            OutputStream out = client.getOutputStream();
            out.write(GZIP);
            Thread drip = new Thread(() -> drip(out));
            drip.start();
            String answer = answer(client);
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
            assertTrue(answer.contains("at less than"), answer);
            drip.join();
        }
        nothingIsLeft();
    }

    @Test
    void endsAnUploadThatIsSteadyAndTakesTooLong() throws Exception {
        start(new UploadBounds(1 << 20, PATIENCE, 1, Duration.ofSeconds(1), AT_A_TIME, 0));
        try (Socket client = upload(1_000_000)) {
            OutputStream out = client.getOutputStream();
            out.write(GZIP);
            Thread drip = new Thread(() -> drip(out));
            drip.start();
            String answer = answer(client);
            assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
            assertTrue(answer.contains("took longer than the 1 s"), answer);
            drip.join();
        }
        nothingIsLeft();
    }

    @Test
    void leavesNothingOfAClientThatGoesAway() throws Exception {
        start(bounds(0));
        Socket client = upload(1000);
        client.getOutputStream().write(GZIP);
        await(1);
        client.close();
        nothingIsLeft();
    }

    @Test
    void whoFindsNoPlaceIsToldToComeAgainAndTheRestIsAnswered() throws Exception {
        start(bounds(0));
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < AT_A_TIME; i++) {
            Socket client = upload(1000);
            client.getOutputStream().write(GZIP);
            stalled.add(client);
        }
        await(AT_A_TIME);
        try (Socket client = upload(1000)) {
            String answer = answer(client);
            assertTrue(answer.startsWith("HTTP/1.1 429"), answer);
            assertTrue(answer.contains("Retry-After: "), answer);
            assertTrue(answer.contains("The share of the address 127.0.0.1 in this server's uploads"), answer);
        }
        for (Socket client : stalled) {
            client.close();
        }
        nothingIsLeft();
        takesAnUploadAsSoonAsThereIsAPlace();
    }

    @Test
    void refusesEarlyWhatWouldLeaveTheDiskWithoutRoom() throws Exception {
        start(bounds(Long.MAX_VALUE / 4));
        try (Socket client = upload(GZIP.length)) {
            client.getOutputStream().write(GZIP);
            assertTrue(answer(client).startsWith("HTTP/1.1 507"));
        }
        nothingIsLeft();
    }

    @Test
    void aDiskThatFillsUpMeanwhileIsA507AndTheNextUploadIsTaken() throws Exception {
        try (SmallDisk disk = SmallDisk.of(2)) {
            folder = disk.folder();
            start(bounds(0));
            try (Socket client = upload(900_000)) {
                client.getOutputStream().write(GZIP);
                await(1);
                disk.fill();
                try {
                    client.getOutputStream().write(new byte[900_000 - GZIP.length]);
                } catch (SocketException e) {
                    // The answer came before all of it was sent.
                }
                String answer = answer(client);
                assertTrue(answer.startsWith("HTTP/1.1 507"), answer);
                assertTrue(answer.contains("disk"), answer);
            }
            disk.makeRoom();
            nothingIsLeft();
            takesAnUpload();
        }
    }

    private void takesAnUpload() throws Exception {
        String answer = answerToAnUpload();
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    /** A place is given back a moment after the archive that was sent to it is gone. */
    private void takesAnUploadAsSoonAsThereIsAPlace() throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String answer = answerToAnUpload();
        while (answer.startsWith("HTTP/1.1 429") && System.nanoTime() < deadline) {
            Thread.sleep(10);
            answer = answerToAnUpload();
        }
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }

    private String answerToAnUpload() throws Exception {
        try (Socket client = upload(GZIP.length)) {
            try {
                client.getOutputStream().write(GZIP);
            } catch (SocketException e) {
                // Refused, and closed, before the body was sent.
            }
            return answer(client);
        }
    }

    private static UploadBounds bounds(long keptFree) {
        return new UploadBounds(1 << 20, PATIENCE, 1, PATIENCE, AT_A_TIME, keptFree);
    }

    private void start(UploadBounds bounds) {
        Uploads uploads = new Uploads(folder, bounds);
        server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.modifyHttpConfiguration(
                    http -> http.setIdleTimeout(bounds.silence().toMillis()));
            Problems.handle(config.routes);
            config.routes.post("/", new ConcurrencyLimit(SHARES * bounds.atATime(), "uploads").around(ctx -> {
                        uploads.announce(ctx.req().getContentLengthLong());
                        Path file = uploads.newFile();
                        try {
                            ctx.result(uploads.receive(ctx.bodyInputStream(), file));
                        } finally {
                            Files.delete(file);
                        }
                    }));
        });
        server.start("127.0.0.1", 0);
    }

    private Socket upload(int length) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
        String head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static String answer(Socket client) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = client.getInputStream();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                answer.append((char) c);
            }
        } catch (SocketException e) {
            // Closed with bytes of ours unread: what was answered has come before.
        }
        return answer.toString();
    }

    private static void drip(OutputStream out) {
        try {
            while (true) {
                out.write(1);
                out.flush();
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // Ended by the server, as it should be.
        }
    }

    private void nothingIsLeft() throws Exception {
        await(0);
    }

    private void await(int files) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (incoming() != files && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertEquals(files, incoming(), "archives on their way in");
    }

    private long incoming() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".part")).count();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
