package dev.shuttle.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.runtime.CompiledApp;
import dev.shuttle.runtime.plan.Analysis;
import dev.shuttle.runtime.plan.ModuleClasses;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunMainTest {
    @TempDir
    Path directory;

    private Path events;
    private Path output;
    private Process process;
    private OutputStream commands;
    private InetSocketAddress address;

    @BeforeEach
    void run() throws Exception {
        events = directory.resolve("events");
        output = directory.resolve("output");
        address = freeAddress();
        String classPath = CompiledApp.api() + ":"
                + Path.of(RunMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dshuttle.events=" + events,
                        "-Dshuttle.swaps=true",
                        "-cp",
                        classPath,
                        RunMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        commands = process.getOutputStream();
    }

    @AfterEach
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void swapsAHandlerInPlaceInNoTime() throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            start(Integer.toString(i), handler("answer " + i));
            Message started = await(i, "started");
            assertEquals("answer " + i, get());
            millis.add(Long.parseLong(started.get("millis")));
        }
        System.out.println("A handler was swapped within " + millis + " ms.");

        assertTrue(Collections.min(millis) < 1000, millis.toString()); // far beyond what it takes, for a busy machine
        say(Message.of("stop"));
        assertEquals(0, exitCode());
        assertThrows(IOException.class, this::get);
    }

    @Test
    void endsWithItsParent() throws Exception {
        start("1", handler("here"));
        await(1, "started");

        commands.close();

        assertEquals(0, exitCode());
    }

    @Test
    void closesTheServiceOnSigterm() throws Exception {
        Path closed = directory.resolve("closed");
        start(
                "1",
                """
                public static AutoCloseable main() {
                    return () -> java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                }
                """
                        .formatted(closed));
        await(1, "started");

        process.toHandle().destroy(); // the process's own would end its standard input too

        assertEquals(143, exitCode());
        assertTrue(Files.exists(closed));
    }

    @Test
    void tellsWhyAServiceDoesNotStartAndTakesTheNext() throws Exception {
        start("1", "public static HttpHandler main() { throw new IllegalStateException(\"no way\"); }");
        assertTrue(await(1, "failed").get("message").contains("no way"));

        start("2", handler("better"));

        assertEquals("2", await(2, "started").get("deployment"));
        assertEquals("better", get());
    }

    @Test
    void runsProgramsThatListenOnTheirOwnOneAfterTheOther() throws Exception {
        String program =
                """
                public static void main(String[] args) throws Exception {
                    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), %d), 0);
                    server.createContext("/", answering("%s"));
                    server.start();
                    Thread.currentThread().join();
                }
                """;
        start("1", program.formatted(address.getPort(), "one"));
        await(1, "started");
        awaitAnswer("one");
        start("2", program.formatted(address.getPort(), "two"));
        await(2, "started");

        awaitAnswer("two");
        assertFalse(read(output).contains("the previous version left behind"), () -> read(output));
    }

    @Test
    void keepsTheServiceFromReadingCommandsAndTheOutputForIt() throws Exception {
        start(
                "1",
                """
                public static HttpHandler main() throws Exception {
                    System.out.println("read " + System.in.read());
                    return answering("ok");
                }
                """);
        await(1, "started");

        assertEquals("ok", get());
        assertTrue(Files.readString(output).contains("read -1"));
        assertFalse(Files.readString(output).contains("started"));
    }

    @Test
    void handsTheArgumentsToMain() throws Exception {
        start("1", "public static HttpHandler main(String[] args) { return answering(String.join(\", \", args)); }");
        await(1, "started");

        assertEquals("server, a b", get());
    }

    private static String handler(String answer) {
        return "public static HttpHandler main() { return answering(\"" + answer + "\"); }";
    }

    private void start(String deployment, String body) throws Exception {
        CompiledApp app = CompiledApp.of(
                directory,
                """
                package app;
                import com.sun.net.httpserver.*;
                import dev.shuttle.*;
                import java.net.*;
                @ShuttleService
                public class App {
                    static HttpHandler answering(String text) {
                        return exchange -> {
                            exchange.sendResponseHeaders(200, text.length());
                            exchange.getResponseBody().write(text.getBytes());
                            exchange.close();
                        };
                    }
                    %s
                }
                """
                        .formatted(body));
        say(StartMessage.of(new ServiceDefinition(
                "hello",
                deployment,
                URI.create("http://127.0.0.1:" + address.getPort()),
                "local",
                address,
                app.classPath(),
                Analysis.of(List.of(new ModuleClasses("hello", app.classes(), List.of())))
                        .entryPoint(),
                List.of("server", "a b"),
                List.of(new ResourceOutput("folder", "unused", Map.of("path", "/nowhere"))))));
    }

    private void say(Message message) throws IOException {
        commands.write((message.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
    }

    /** The event of that number, from 1. */
    private Message await(int number, String type) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            List<String> lines = Files.exists(events) ? Files.readAllLines(events) : List.of();
            if (lines.size() >= number) {
                Message event = Message.decode(lines.get(number - 1));
                assertEquals(type, event.type(), event.get("message"));
                return event;
            }
            assertTrue(System.nanoTime() < end && process.isAlive(), () -> "no event; output: " + read(output));
            Thread.sleep(2);
        }
    }

    private void awaitAnswer(String expected) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                assertEquals(expected, get());
                return;
            } catch (IOException e) {
                assertTrue(System.nanoTime() < end, "it never answered");
                Thread.sleep(5);
            }
        }
    }

    private String get() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private int exitCode() throws InterruptedException {
        assertTrue(process.waitFor(15, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static InetSocketAddress freeAddress() throws IOException {
        return LoopbackPorts.address(LoopbackPorts.next());
    }
}
