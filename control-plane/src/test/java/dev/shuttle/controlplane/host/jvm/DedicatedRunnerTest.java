package dev.shuttle.controlplane.host.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.RecordedOutput;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.os.UnixSocket;
import dev.shuttle.runtime.health.Liveness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DedicatedRunnerTest extends DedicatedContract {

    @Test
    void servesAProgramThatListensOnTheAddressItIsGiven() throws Exception {
        RunningService host = start(
                "1", listening("public static void main(InetSocketAddress address) throws Exception {", "address"));

        assertEquals("from a program", get(host));
    }

    @Test
    void servesAProgramThatListensOnThePortItIsGiven() throws Exception {
        RunningService host = start(
                "1",
                listening(
                        "public static void main(@Port int port) throws Exception {",
                        "new InetSocketAddress(\"127.0.0.1\", port)"));

        assertEquals("from a program", get(host));
    }

    @Test
    void servesAHandlerAtItsSocketTooAndTheNextControlPlaneKnowsIt() throws Exception {
        FixtureApp app = answering("hello");
        RunningService before = start("1", app);
        UnixSocket socket = before.socket().orElseThrow();
        assertEquals(socketPath().resolveSibling("w"), socket.path());
        assertTrue(firstLine(socket).startsWith("HTTP/1.1 200"));
        assertEquals("hello", get(before));
        runner.close();

        runner = newRunner();
        RunningService adopted = Objects.requireNonNull(adopt(app).get("1"));
        assertEquals(Optional.of(socket), adopted.socket());
        assertTrue(firstLine(socket).startsWith("HTTP/1.1 200"));
        adopted.stop();
        assertFalse(Files.exists(socket.path()));
    }

    private static String firstLine(UnixSocket socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
            channel.write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8)));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            channel.read(answer);
            return new String(answer.array(), 0, answer.position(), UTF_8);
        }
    }

    @Test
    void reachesAProgramByItsPortOnly() throws Exception {
        RunningService host = start(
                "1", listening("public static void main(InetSocketAddress address) throws Exception {", "address"));

        assertEquals(Optional.empty(), host.socket());
        assertFalse(Files.exists(socketPath().resolveSibling("w")));
    }

    @Test
    void isOnTheClassPathOfItsJvmSoThatEveryPoolFindsItsProviders() throws Exception {
        RunningService host = start(
                "1",
                serving(
                        """
                        System.out.println("loader " + (App.class.getClassLoader() == ClassLoader.getSystemClassLoader()));
                        System.out.println("resource " + (ClassLoader.getSystemResource("app/App.class") != null));
                        var seen = new java.util.concurrent.CompletableFuture<ClassLoader>();
                        java.util.concurrent.ForkJoinPool.commonPool().execute(
                                () -> seen.complete(Thread.currentThread().getContextClassLoader()));
                        System.out.println("common pool " + (seen.get() == App.class.getClassLoader()));
                        try {
                            Class.forName("com.zaxxer.hikari.HikariDataSource");
                        } catch (ClassNotFoundException e) {
                            System.out.println("the pool is hidden");
                        }
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        host.stop();
        assertTrue(
                output.lines()
                        .containsAll(List.of(
                                "out loader true",
                                "out resource true",
                                "out common pool true",
                                "out the pool is hidden")),
                output.lines().toString());
    }

    @Test
    void namesThePortThatTheVersionBeforeHoldsAndRunsMainOnce() throws Exception {
        int port = LoopbackPorts.next();
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() throws Exception {
                    System.out.println("main runs");
                    HttpServer.create(new InetSocketAddress("127.0.0.1", %d), 0).start();
                    return answer();
                }
                """
                                .formatted(port)
                        + FixtureApp.handler("first"));
        start("1", app);

        RecordedOutput ofSecond = new RecordedOutput();
        ServiceFailedException failure =
                assertThrows(ServiceFailedException.class, () -> runner.start(spec("2", app, ofSecond, PATIENCE)));
        String message = String.valueOf(failure.getMessage());

        assertTrue(failure.isPortHeld(), message);
        assertTrue(message.contains("The port " + port), message);
        assertTrue(message.contains("still runs (deployment 1)"), message);
        assertEquals(
                1, ofSecond.lines().stream().filter("out main runs"::equals).count());
    }

    @Test
    void asksForThePortOfTheVersionBeforeWhereAServerIsSilentThatItDidNotGetIt() throws Exception {
        int port = LoopbackPorts.next();
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    new Thread(() -> { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }).start();
                    try {
                        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", %d), 0);
                        server.createContext("/", answer());
                        server.start();
                    } catch (java.io.IOException e) {
                        System.out.println("deployed");
                    }
                }
                """
                                .formatted(port)
                        + FixtureApp.handler("first"));
        start("1", app);

        ServiceFailedException failure = assertThrows(
                ServiceFailedException.class,
                () -> runner.start(spec("2", app, new RecordedOutput(), Duration.ofSeconds(6))));
        String message = String.valueOf(failure.getMessage());

        assertTrue(failure.isPortHeld(), message);
        assertTrue(message.contains("(deployment 1) has port " + port + " to itself"), message);
    }

    @Test
    void namesThePortInTheWordsOfAProgramThatExits() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FixtureApp app = FixtureApp.of(
                    directory,
                    """
                    public static void main(InetSocketAddress address) {
                        System.err.println("Web server failed to start. Port %d was already in use.");
                        System.exit(1);
                    }
                    """
                            .formatted(taken.getLocalPort()));

            String message = failure(app, PATIENCE);

            assertTrue(message.contains("exit code 1"), message);
            assertTrue(
                    message.contains("The port " + taken.getLocalPort()
                            + ", which the service opens itself, is in use by another process"),
                    message);
        }
    }

    @Test
    void namesThePortInTheWordsOfAProgramThatLivesOnWithoutIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            String message = failure(
                    livingOn("java.io.IOException: Failed to bind to /127.0.0.1:" + port), Duration.ofSeconds(8));

            String told = "The port " + port + ", which the service opens itself, is in use by another process";
            assertTrue(message.contains("did not listen") && message.contains(told), message);
            assertTrue(notices.stream().anyMatch(notice -> notice.contains(told)), notices::toString);
        }
    }

    @Test
    void saysWhatIsWrongWithTheAnswersAtAPortOfItsOwnNotThatThePortIs() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", %d), 0);
                    server.createContext("/", exchange -> {
                        exchange.sendResponseHeaders(400, -1);
                        exchange.close();
                    });
                    server.start();
                }
                """
                        .formatted(LoopbackPorts.next()));

        String message = failureAfter("nothing listens|; it listens on \\d+\\. ", app);

        assertTrue(message.contains("every request was answered with 400"), message);
        assertTrue(message.contains("Let GET / have an answer below 500"), message);
        assertFalse(message.contains("environment variable PORT"), message);
    }

    @Test
    void saysWhyAProgramThatLivesOnDoesNotServe() throws Exception {
        String message = failure(livingOn("Connection to localhost:5432 refused."), Duration.ofSeconds(3));

        assertTrue(message.contains("did not listen"), message);
        assertTrue(message.contains("could not reach its database at localhost:5432"), message);
    }

    private FixtureApp livingOn(String words) throws Exception {
        return FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) throws Exception {
                    System.err.println("%s");
                    new Thread(() -> { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }).start();
                }
                """
                        .formatted(words));
    }

    @Test
    void saysWithWhatCodeTheProcessEnded() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static void main(InetSocketAddress address) {
                    System.err.print("last words");
                    System.exit(42);
                }
                """);

        String message = failure(app, Duration.ofSeconds(30));

        assertTrue(message.contains("exit code 42"), message);
        assertTrue(output.lines().contains("err last words"), output.lines().toString());
    }

    @Test
    void endsByForceWhatDoesNotStop() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        """
                public static void main(InetSocketAddress address) throws Exception {
                    var server = HttpServer.create(address, 0);
                    server.createContext("/", answer());
                    server.start();
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                        while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { }
                    }));
                    new Thread(() -> { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }).start();
                }
                """
                                + FixtureApp.handler("stubborn")));

        long begin = System.nanoTime();
        host.stop();

        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30));
        assertTrue(
                output.has("err shuttle: the service did not end within 4 s"),
                output.lines().toString());
        assertTrue(output.has("at app.App."), output.lines().toString());
        assertGone(host);
        assertNothingIsLeft();
    }

    @Test
    void runsTheShutdownHooksOfAnApp() throws Exception {
        RunningService host = start(
                "1",
                listening(
                        "public static void main(InetSocketAddress address) throws Exception {"
                                + "Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"hook ran\")));",
                        "address"));

        host.stop();

        assertTrue(output.lines().contains("out hook ran"), output.lines().toString());
    }

    @Test
    void endsTheProcessesThatAServiceHasStarted() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        """
                public static HttpHandler main() throws Exception {
                    System.out.println("child " + new ProcessBuilder("sleep", "600").start().pid());
                    return answer();
                }
                """
                                + FixtureApp.handler("parent")));
        host.stop();

        String line = output.lines().stream()
                .filter(found -> found.startsWith("out child "))
                .findFirst()
                .orElseThrow();
        long child = Long.parseLong(line.substring("out child ".length()));
        Await.until(
                "the child has ended",
                () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void tellsWhenAServiceHasEndedByItself() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        """
                public static HttpHandler main() {
                    return exchange -> {
                        if (exchange.getRequestURI().getPath().equals("/exit")) System.exit(7);
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    };
                }
                """));

        assertThrows(IOException.class, () -> get(host, "/exit"));

        String why = host.ended().get(20, TimeUnit.SECONDS);
        assertTrue(why.contains("exit code 7"), why);
        assertEquals(List.of(), hostDirectories());
        assertTrue(runner.running().isEmpty());
        host.stop();
    }

    @Test
    void isTakenOverByTheNextControlPlaneWhichReadsOnInItsOutput() throws Exception {
        FixtureApp app = FixtureApp.of(
                directory,
                """
                public static HttpHandler main() {
                    return exchange -> {
                        System.out.println("asked " + exchange.getRequestURI());
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    };
                }
                """);
        RunningService before = start("1", app);
        get(before, "/one");
        Await.until("the line is read", () -> output.has("asked /one"));
        runner.close();
        get(before, "/two");

        runner = newRunner();
        RecordedOutput after = new RecordedOutput();
        Map<String, RunningService> adopted = runner.adopt(Map.of("1", spec("1", app, after, PATIENCE)), host -> {});

        RunningService host = Objects.requireNonNull(adopted.get("1"));
        assertEquals(before.address(), host.address());
        get(host, "/three");
        Await.until("the line is read", () -> after.has("asked /three"));
        assertTrue(after.has("asked /two"));
        assertFalse(after.has("asked /one"));
        assertFalse(output.has("asked /two"));
        assertEquals(java.util.Set.of("1"), runner.running());
        host.stop();
        assertGone(host);
        assertNothingIsLeft();
    }

    @Test
    void endsAnAdoptedHostThatFloodsItsConnectionAndTellsWhy() throws Exception {
        FixtureApp app = answering("hello");
        RunningService before = start("1", app);
        runner.close();
        try (ServerSocketChannel rogue = inPlaceOfItsSocket()) {
            answer(rogue, hello(before.address().getPort()), "type=noise&" + "a=b&".repeat(1_000_000));
            runner = newRunner();
            RunningService host = Objects.requireNonNull(adopt(app).get("1"));
            assertEquals(Optional.empty(), host.socket(), "as of a host that does not know sockets");

            String reason = host.ended().get(30, TimeUnit.SECONDS);

            assertTrue(reason.contains("a message is of an unknown type"), reason);
            assertGone(host);
            assertNothingIsLeft();
        }
    }

    @Test
    void isNotLedToAnotherPortByAnAdoptedHost() throws Exception {
        FixtureApp app = answering("hello");
        start("1", app);
        runner.close();
        try (ServerSocket victim = new ServerSocket(0);
                ServerSocketChannel rogue = inPlaceOfItsSocket()) {
            answer(rogue, hello(victim.getLocalPort()), "");
            runner = newRunner();

            assertEquals(Map.of(), adopt(app));
            assertNothingIsLeft();
        }
    }

    @Test
    void asksTheMachineForThePortOfAHostThatWasStartedBeforeItWasNoted() throws Exception {
        FixtureApp app = answering("hello");
        RunningService before = start("1", app);
        runner.close();
        Path noted = home().resolve("hosts/1/service-port");
        Files.delete(noted);
        runner = newRunner();
        assertEquals(
                before.address(), Objects.requireNonNull(adopt(app).get("1")).address());
        runner.close();
        try (ServerSocket victim = new ServerSocket(0);
                ServerSocketChannel rogue = inPlaceOfItsSocket()) {
            answer(rogue, hello(victim.getLocalPort()), "");
            runner = newRunner();

            assertEquals(Map.of(), adopt(app));
        }
    }

    private Map<String, RunningService> adopt(FixtureApp app) throws Exception {
        return runner.adopt(Map.of("1", spec("1", app, new RecordedOutput(), PATIENCE)), host -> {});
    }

    private Path socketPath() throws IOException {
        return Path.of(Files.readAllLines(home().resolve("hosts/1/socket-path")).get(0));
    }

    /** As a service does that owns the directory. */
    private ServerSocketChannel inPlaceOfItsSocket() throws IOException {
        Path socket = socketPath();
        Files.delete(socket);
        ServerSocketChannel rogue = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        rogue.bind(UnixDomainSocketAddress.of(socket));
        return rogue;
    }

    private static String hello(int port) {
        return "type=hello&pid=1&version=3&services=1&service.0.deployment=1&service.0.state=RUNNING&service.0.port="
                + port + "\n";
    }

    private static void answer(ServerSocketChannel rogue, String hello, String then) {
        Thread thread = new Thread(() -> {
            try (SocketChannel channel = rogue.accept()) {
                channel.write(ByteBuffer.wrap(hello.getBytes(UTF_8)));
                ByteBuffer rest = ByteBuffer.wrap(then.getBytes(UTF_8));
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.read(ByteBuffer.allocate(1000)); // the control plane's hello
                channel.read(ByteBuffer.allocate(1000)); // its end
            } catch (IOException e) {
                // It hangs up, as it must.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void endsAServiceThatHangsAndKeepsTheStacksOfItsThreads() throws Exception {
        RunningService host = start("1", answering("hello"));
        String pid = Files.readString(home().resolve("hosts/1/pid")).strip();
        assertTrue(host.answers());
        assertEquals(0, new ProcessBuilder("kill", "-STOP", pid).start().waitFor());
        assertFalse(Liveness.isSeen(host.address(), "", URI.create("http://shop.localhost"), Duration.ofMillis(300)));

        host.endHung("It hangs.");

        assertEquals("It hangs.", host.ended().get(30, TimeUnit.SECONDS));
        assertTrue(output.lines().stream().anyMatch(line -> line.contains("Full thread dump")));
        assertTrue(output.lines().stream().anyMatch(line -> line.contains("\"host-accept\"")));
        assertGone(host);
        assertNothingIsLeft();
    }

    @Test
    void aServiceWhoseRequestThreadsAllWaitDoesNotAnswer() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        """
                        public static void main(InetSocketAddress address) throws Exception {
                            com.sun.net.httpserver.HttpServer server =
                                    com.sun.net.httpserver.HttpServer.create(address, 0);
                            server.setExecutor(java.util.concurrent.Executors.newFixedThreadPool(2));
                            server.createContext("/", exchange -> {
                                if (exchange.getRequestURI().getPath().equals("/deadlock")) {
                                    try {
                                        new java.util.concurrent.CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        return;
                                    }
                                }
                                exchange.sendResponseHeaders(404, -1);
                                exchange.close();
                            });
                            server.createContext("/ready", exchange -> {
                                exchange.sendResponseHeaders(204, -1);
                                exchange.close();
                            });
                            server.start();
                        }
                        """));
        URI url = URI.create("http://shop.localhost");
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            assertTrue(Liveness.isSeen(host.address(), "/", url, Duration.ofSeconds(5)), "one long request is no end");
            Socket socket =
                    new Socket(host.address().getAddress(), host.address().getPort());
            socket.getOutputStream().write("GET /deadlock HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            waiting.add(socket);
        }
        Await.until(
                "no thread is left for it", () -> !Liveness.isSeen(host.address(), "/", url, Duration.ofMillis(300)));
        assertTrue(Liveness.isSeen(host.address(), "-", url, Duration.ofMillis(300)), "not asked");
        for (Socket each : waiting) {
            each.close();
        }
        host.stop();
    }

    @Test
    void endsAHostWhosePidWasNotNoted() throws Exception {
        Process unknown = new ProcessBuilder(
                        "bash",
                        "-c",
                        "read -r never",
                        "-Dshuttle.role=host",
                        "-Dshuttle.home=" + home(),
                        "-Dshuttle.deployment=8")
                .start();
        try {
            Await.until("it is known by its arguments", () -> !processes().isEmpty());
            Files.createDirectories(home().resolve("hosts/8"));

            assertEquals(Map.of(), runner.adopt(Map.of(), host -> {}));

            assertTrue(unknown.waitFor(20, TimeUnit.SECONDS));
            assertFalse(Files.exists(home().resolve("hosts/8")));
        } finally {
            unknown.destroyForcibly().waitFor();
        }
    }

    @Test
    void removesTheDirectoryOfAHostThatIsDeadAndSparesTheProcessThatHasItsNumber() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "600").start();
        try {
            Path left = Files.createDirectories(home().resolve("hosts/9"));
            Files.writeString(left.resolve("pid"), Long.toString(innocent.pid()));

            assertEquals(Map.of(), runner.adopt(Map.of(), host -> {}));

            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly().waitFor();
        }
    }

    @Test
    void worksInAHomeWhosePathIsTooLongForASocket() throws Exception {
        runner.close();
        runner = newRunner(Files.createDirectories(directory.resolve("long".repeat(30))));
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("far away")));
        Path socket = socketPath();

        assertEquals("far away", get(host));
        host.stop();

        assertFalse(Files.exists(socket.getParent()), socket.toString());
    }

    @Test
    void aCopyOfAHomeLeavesTheSocketsOfItsOriginAlone() throws Exception {
        Path origin = directory.resolve("long".repeat(30));
        runner.close();
        runner = newRunner(Files.createDirectories(origin));
        FixtureApp app = FixtureApp.of(
                directory, "public static HttpHandler main() { return answer(); }" + FixtureApp.handler("origin"));
        RunningService host = start("1", app);
        Path socket = Path.of(
                Files.readAllLines(origin.resolve("hosts/1/socket-path")).get(0));
        Path copied = Files.createDirectories(directory.resolve("copy/hosts/1"));
        for (String file : List.of("pid", "token", "socket-path", "service-port")) {
            Files.copy(origin.resolve("hosts/1").resolve(file), copied.resolve(file));
        }

        try (ServiceRunner copy = newRunner(directory.resolve("copy"))) {
            assertEquals(Map.of(), copy.adopt(Map.of(), service -> {}));
        }

        assertFalse(Files.exists(copied));
        assertTrue(Files.exists(socket), socket.toString());
        assertEquals("origin", get(host));
        host.stop();
    }

    @Test
    void keepsTheOutputOfAFloodSmall() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.of(
                        directory,
                        """
                public static HttpHandler main() {
                    var flood = new Thread(() -> {
                        String line = "x".repeat(1000);
                        while (true) System.out.println(line);
                    });
                    flood.setDaemon(true);
                    flood.start();
                    return answer();
                }
                """
                                + FixtureApp.handler("flooding")));
        Await.until("something was dropped", () -> output.has("bytes of output were dropped"));

        Await.until("the file is small", () -> Files.size(home().resolve("hosts/1/out")) < 200 << 20);
        assertEquals("flooding", get(host));
    }

    private FixtureApp listening(String head, String address) throws Exception {
        return FixtureApp.of(
                directory,
                head
                        + """
                    var server = HttpServer.create(%s, 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                                .formatted(address)
                        + FixtureApp.handler("from a program"));
    }
}
