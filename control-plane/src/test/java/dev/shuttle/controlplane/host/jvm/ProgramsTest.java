package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.host.FixtureApp;
import dev.shuttle.controlplane.host.RecordedOutput;
import dev.shuttle.controlplane.host.ReleaseFiles;
import dev.shuttle.controlplane.host.ReleaseRef;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Programs that their build packaged: run by {@code java -jar}, with nothing of ours in the process. */
class ProgramsTest extends DedicatedContract {
    private static final String ADDRESS =
            "var address = new InetSocketAddress(\"127.0.0.1\", Integer.parseInt(System.getenv(\"PORT\")));";

    private @Nullable Path folder;

    @Override
    protected FixtureApp onItsOwn(String statements, String members) throws Exception {
        return FixtureApp.plain(
                directory,
                "public static void main(String[] args) throws Exception { %s %s } %s"
                        .formatted(ADDRESS, statements, members));
    }

    @Override
    protected FixtureApp serving(String first, String handler, String members) throws Exception {
        return onItsOwn(
                first
                        + """
                        var server = HttpServer.create(address, 0);
                        server.createContext("/", %s);
                        server.start();
                        """
                                .formatted(handler),
                members);
    }

    @Override
    protected FixtureApp sayingThatItCloses() throws Exception {
        return serving(
                """
                System.out.println("started");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("closed")));
                """,
                "answer()",
                FixtureApp.handler("from a service"));
    }

    private CommandWords words = CommandWords.NONE;

    /** Packaged when it is asked for: a test may have changed its classes. */
    @Override
    protected ReleaseFiles artifacts(ReleaseRef release) throws IOException {
        ReleaseFiles files = super.artifacts(release);
        Path jar = directory.resolve("packaged.jar");
        pack(files.paths().get(0), jar);
        return new ReleaseFiles(
                files.classPath(),
                new ReleaseFiles.Program("target/app.jar", null, Map.of("target/app.jar", jar)),
                List.of("one", "two words"),
                words,
                folder);
    }

    @Test
    void aProgramThatRunsUntilEnterIsPressedRunsOn() throws Exception {
        RunningService host = start(
                "1",
                onItsOwn(
                        """
                        var server = HttpServer.create(address, 0);
                        server.createContext("/", answer());
                        server.start();
                        System.in.read();
                        server.stop(0);
                        """,
                        FixtureApp.handler("until Enter")));

        assertEquals("until Enter", get(host));
        host.stop();
    }

    @Test
    void aProgramThatListensAtAnotherAddressIsToldWhere() throws Exception {
        FixtureApp app = FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    var address = new InetSocketAddress("127.0.1.1", Integer.parseInt(System.getenv("PORT")));
                    HttpServer.create(address, 0).start();
                }
                """);

        ServiceFailedException failed = assertThrows(ServiceFailedException.class, () -> start("1", app));

        String message = String.valueOf(failed.getMessage());
        assertTrue(
                message.matches("The service listens on its port \\d+ at 127\\.0\\.1\\.1 only, and is reached at"
                        + " 127\\.0\\.0\\.1\\. Let it listen at 127\\.0\\.0\\.1, or at all addresses\\."),
                message);
    }

    @Test
    void servesAPlainProgramThatReadsPortAndSeesNothingOfOurEnvironment() throws Exception {
        RunningService host = start(
                "1",
                FixtureApp.plain(
                        directory,
                        """
                public static void main(String[] args) throws Exception {
                    for (var name : List.of("SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT")) {
                        if (!System.getenv("PORT").equals(System.getenv(name))) throw new Error(name);
                    }
                    if (!System.getenv("PORT").equals(System.getProperty("server.port"))) throw new Error("server.port");
                    System.out.println("environment " + new TreeSet<>(System.getenv().keySet()));
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))), 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                                + FixtureApp.handler("plain")));

        assertEquals("plain", get(host));
        host.stop();
        String environment = output.lines().stream()
                .filter(line -> line.startsWith("out environment"))
                .findFirst()
                .orElseThrow();
        List<String> allowed = List.of(
                "PATH",
                "LANG",
                "TZ",
                "JAVA_HOME",
                "HOME",
                "TMPDIR",
                "USER",
                "LOGNAME",
                "PORT",
                "SERVER_PORT",
                "QUARKUS_HTTP_PORT",
                "MICRONAUT_SERVER_PORT",
                "SERVER_ADDRESS",
                "QUARKUS_HTTP_HOST",
                "MICRONAUT_SERVER_HOST");
        Stream.of(environment.replaceAll(".*\\[|\\]", "").split(", ", -1))
                .forEach(name -> assertTrue(allowed.contains(name) || name.startsWith("LC_"), name));
    }

    @Test
    void leadsToTheOnePortOnWhichAProgramListens() throws Exception {
        FixtureApp app = onPortsOfItsOwn(1, "");
        RunningService service = start("1", app);

        assertEquals(ownPort(), service.address().getPort());
        assertEquals("from a program", get(service));
        assertEquals(1, notices.size(), notices::toString);
        assertTrue(notices.get(0).contains("listens on its own port " + ownPort()), notices::toString);

        runner.close();
        runner = newRunner();
        var adopted = runner.adopt(Map.of("1", spec("1", app, output, PATIENCE)), each -> {});
        assertEquals(service.address(), Objects.requireNonNull(adopted.get("1")).address());
    }

    @Test
    void aProgramThatLivesOnWithoutThePortOfTheVersionBeforeIsNotWaitedFor() throws Exception {
        int port = LoopbackPorts.next();
        FixtureApp app = FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    new Thread(() -> { while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { } }).start();
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", %d), 0);
                    server.createContext("/", answer());
                    server.start();
                }
                """
                                .formatted(port)
                        + FixtureApp.handler("alone"));
        start("1", app);

        ServiceFailedException failure = assertThrows(
                ServiceFailedException.class,
                () -> runner.start(spec("2", app, new RecordedOutput(), Duration.ofSeconds(60))));

        assertTrue(failure.isPortHeld(), failure.getMessage());
        assertTrue(String.valueOf(failure.getMessage()).contains("after 5 s. The port " + port), failure.getMessage());
    }

    @Test
    void refusesAProgramThatListensOnTwoOtherPorts() throws Exception {
        long begin = System.nanoTime();
        String message = failure(onPortsOfItsOwn(2, ""), Duration.ofSeconds(60));

        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(40), "at the end of its time only");
        assertTrue(message.contains("does not listen on its given port"), message);
        assertTrue(message.contains(String.valueOf(ownPort())), message);
        assertTrue(message.contains("PORT"), message);
    }

    @Test
    void refusesAProgramWhoseOnePortDoesNotSpeakHttp() throws Exception {
        FixtureApp app = FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                    System.out.println("port " + server.getLocalPort());
                    while (true) {
                        try (var socket = server.accept()) {
                            socket.getOutputStream().write("220 mail ready, and more\\r\\n".getBytes());
                        }
                    }
                }
                """);

        String message = failure(app, Duration.ofSeconds(60));

        assertTrue(message.contains("but on " + ownPort() + ", where it does not speak HTTP"), message);
    }

    @Test
    void thatAProgramListensNowhereIsSaidBeforeItsTimeIsOver() throws Exception {
        FixtureApp app = FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    Thread.currentThread().join();
                }
                """);

        String message = failure(app, Duration.ofSeconds(7));

        assertTrue(message.contains("did not listen on its port"), message);
        assertEquals(
                List.of("The service does not listen on any port after 5 s. It is waited for, 7 s at most."), notices);
    }

    @Test
    void aProgramThatOpensItsGivenPortLaterIsWaitedFor() throws Exception {
        RunningService service = start(
                "1",
                onPortsOfItsOwn(
                        1,
                        "long end = System.nanoTime() + 2_000_000_000L;"
                                + " while (System.nanoTime() < end) { Thread.onSpinWait(); }"
                                + " var main = HttpServer.create(new InetSocketAddress(\"127.0.0.1\","
                                + " Integer.parseInt(System.getenv(\"PORT\"))), 0);"
                                + " main.createContext(\"/\", answer()); main.start();"));

        assertNotEquals(ownPort(), service.address().getPort());
        assertEquals(List.of(), notices);
    }

    private FixtureApp onPortsOfItsOwn(int number, String then) throws Exception {
        return FixtureApp.plain(
                directory,
                """
                public static void main(String[] args) throws Exception {
                    for (int i = 0; i < %d; i++) {
                        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                        server.createContext("/", answer());
                        server.start();
                        System.out.println("port " + server.getAddress().getPort());
                    }
                    %s
                }
                """
                                .formatted(number, then)
                        + FixtureApp.handler("from a program"));
    }

    private int ownPort() throws Exception {
        Await.until("it told its port", () -> output.has("out port "));
        return output.lines().stream()
                .filter(line -> line.startsWith("out port "))
                .map(line -> Integer.parseInt(line.substring("out port ".length())))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void isStartedAsByHandWithItsArguments() throws Exception {
        RunningService host = start(
                "1",
                serving(
                        """
                        System.out.println("arguments " + List.of(args));
                        System.out.println("class path " + System.getProperty("java.class.path"));
                        try {
                            Class.forName("dev.shuttle.runtime.host.HostMain");
                        } catch (ClassNotFoundException e) {
                            System.out.println("nothing of ours");
                        }
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        host.stop();
        assertTrue(
                output.lines()
                        .containsAll(List.of(
                                "out arguments [one, two words]",
                                "out class path " + home().resolve("hosts/1/app/target/app.jar"),
                                "out nothing of ours")),
                output.lines().toString());
    }

    @Test
    void theWordsOfAProcfileAreExpandedForEachProcess() throws Exception {
        words = new CommandWords("-Dtold=$PORT -Xmx77m", "three \"at $PORT\" $NONE");
        RunningService host = start(
                "1",
                serving(
                        """
                        System.out.println("told " + System.getProperty("told"));
                        System.out.println("arguments " + List.of(args));
                        System.out.println("heap " + (Runtime.getRuntime().maxMemory() >> 20));
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        int port = host.address().getPort();
        host.stop();
        assertTrue(
                output.lines()
                        .containsAll(
                                List.of("out told " + port, "out arguments [one, two words, three, at " + port + "]")),
                output.lines().toString());
        assertTrue(
                output.lines().stream().anyMatch(line -> line.matches("out heap 7\\d")),
                output.lines().toString());
    }

    @Test
    void startsInACopyOfTheModulesFolderAndKeepsItOverACrashOnly() throws Exception {
        folder = Files.createDirectories(directory.resolve("module/public")).getParent();
        Files.writeString(directory.resolve("module/public/index.html"), "a page");
        FixtureApp app = serving(
                """
                System.out.println("page " + java.nio.file.Files.readString(java.nio.file.Path.of("public/index.html")));
                var notes = java.nio.file.Path.of("notes.txt");
                System.out.println("notes " + java.nio.file.Files.exists(notes));
                java.nio.file.Files.writeString(notes, "note");
                """,
                """
                exchange -> {
                    if (exchange.getRequestURI().getPath().equals("/crash")) Runtime.getRuntime().halt(9);
                    answer().handle(exchange);
                }
                """,
                FixtureApp.handler("hello"));
        RunningService first = start("1", app);
        assertThrows(IOException.class, () -> get(first, "/crash"));
        var unused = first.ended().get(30, TimeUnit.SECONDS);
        RunningService again = start("1", app);
        again.stop();
        RunningService other = start("2", app);

        List<String> expected = List.of(
                "out page a page",
                "out notes false",
                "out page a page",
                "out notes true",
                "out page a page",
                "out notes false");
        Await.until("all was read", () -> pagesAndNotes().size() == expected.size());
        assertEquals(expected, pagesAndNotes());
        String lost = "err shuttle: 1 file, 4 bytes, written to the working directory is lost: keep data in @Folder or"
                + " @Postgres.";
        assertTrue(output.lines().contains(lost), output.lines().toString());
        other.stop();
        assertFalse(Files.exists(home().resolve("work/hello/1")));
        assertFalse(Files.exists(home().resolve("work/hello/2")));
    }

    private List<String> pagesAndNotes() {
        return output.lines().stream()
                .filter(line -> line.startsWith("out notes") || line.startsWith("out page"))
                .toList();
    }

    @Test
    void keepsItsWorkingDirectoryWhenTheControlPlaneIsStopped() throws Exception {
        FixtureApp app = serving(
                "java.nio.file.Files.writeString(java.nio.file.Path.of(\"notes.txt\"), \"note\");",
                "answer()",
                FixtureApp.handler("hello"));
        start("1", app);
        start("2", app);
        runner.stopAll();
        runner = newRunner();

        assertEquals(Map.of(), runner.adopt(Map.of("1", spec("1", app, output, PATIENCE)), host -> {}));

        assertTrue(Files.exists(home().resolve("work/hello/1/notes.txt")));
        assertFalse(Files.exists(home().resolve("work/hello/2")));
    }

    /** The table "What differs from your machine" of docs/programs.md, by what a program sees of it. */
    private static final Map<String, String> DIFFERENT = Map.ofEntries(
            Map.entry("property user.dir", "a copy of the module's folder"),
            Map.entry("property java.class.path", "the same files in another directory"),
            Map.entry("property sun.java.command", "the same files in another directory"),
            Map.entry("property user.home", "no app sees another's"),
            Map.entry("property java.io.tmpdir", "no app sees another's"),
            Map.entry("property server.port", "where to listen"),
            Map.entry("property server.address", "only the proxy is reached from outside"),
            Map.entry("property shuttle.role", "marks the process"),
            Map.entry("property shuttle.home", "marks the process"),
            Map.entry("property shuttle.deployment", "marks the process"),
            Map.entry("property sun.net.httpserver.maxIdleConnections", "more than the proxy keeps"),
            Map.entry("property file.encoding", "UTF-8 on every server"),
            Map.entry("property native.encoding", "UTF-8 on every server"),
            Map.entry("property sun.jnu.encoding", "UTF-8 on every server"),
            Map.entry("property stdout.encoding", "UTF-8 on every server"),
            Map.entry("property stderr.encoding", "UTF-8 on every server"),
            Map.entry("property java.vm.compressedOopsMode", "the heap has a bound"),
            Map.entry("charset", "UTF-8 on every server"),
            Map.entry("heap", "the heap has a bound"),
            Map.entry("collector", "the smallest"));

    private static final String SELF =
            """
            for (var property : System.getProperties().entrySet()) {
                System.out.println("self property " + property.getKey() + "=" + property.getValue().toString().strip());
            }
            System.out.println("self arguments=" + List.of(args));
            System.out.println("self loader=" + App.class.getClassLoader().getClass().getName());
            System.out.println("self system loader=" + (App.class.getClassLoader() == ClassLoader.getSystemClassLoader()));
            System.out.println("self context loader="
                    + (Thread.currentThread().getContextClassLoader() == App.class.getClassLoader()));
            System.out.println("self thread=" + Thread.currentThread());
            System.out.println("self callers=" + Thread.currentThread().getStackTrace().length);
            System.out.println("self charset=" + java.nio.charset.Charset.defaultCharset());
            System.out.println("self locale=" + Locale.getDefault());
            System.out.println("self zone=" + TimeZone.getDefault().getID());
            System.out.println("self files=" + new TreeSet<>(List.of(new java.io.File(".").list())));
            System.out.println("self heap=" + Runtime.getRuntime().maxMemory());
            System.out.println("self collector="
                    + java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
            System.out.println("self console=" + (System.console() != null));
            System.out.println("self resource=" + (ClassLoader.getSystemResource("app/App.class") != null));
            """;

    @Test
    void seesOfItselfWhatItSeesByHandButForWhatIsDocumented() throws Exception {
        folder = Files.createDirectory(directory.resolve("module"));
        Files.writeString(directory.resolve("module/notes.txt"), "notes");
        RunningService host = start("1", serving(SELF, "answer()", FixtureApp.handler("hello")));
        host.stop();
        Map<String, String> deployed = self(output.lines().stream());

        Map<String, String> byHand = byHand();

        Set<String> keys = new TreeSet<>(byHand.keySet());
        keys.addAll(deployed.keySet());
        List<String> unexplained = keys.stream()
                .filter(key -> !Objects.equals(byHand.get(key), deployed.get(key)) && !DIFFERENT.containsKey(key))
                .map(key -> key + ": " + byHand.get(key) + " by hand, " + deployed.get(key) + " deployed")
                .toList();
        assertEquals(List.of(), unexplained);
        assertTrue(deployed.size() > 40, deployed::toString);
    }

    @Test
    void isDocumentedWhereItSeesSomethingElseThanByHand() throws Exception {
        String page = Files.readString(Path.of("../docs/programs.md"));

        String table = page.substring(page.indexOf("## What differs from your machine"));

        assertEquals(
                List.of(),
                DIFFERENT.keySet().stream()
                        .map(key -> key.startsWith("property ") ? "`" + key.substring("property ".length()) + "`" : key)
                        .filter(what -> !table.contains(what))
                        .toList());
    }

    private Map<String, String> byHand() throws Exception {
        Path lines = directory.resolve("by-hand");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        directory.resolve("packaged.jar").toString(),
                        "one",
                        "two words")
                .directory(directory.resolve("module").toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(lines.toFile());
        builder.environment().put("PORT", "0");
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            Await.until("it has told all", () -> Files.readString(lines).contains("self resource"));
            return self(Files.readAllLines(lines).stream().map(line -> "out " + line));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Map<String, String> self(Stream<String> lines) {
        return lines.filter(line -> line.startsWith("out self "))
                .map(line -> line.substring("out self ".length()))
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }

    @Test
    void endsByForceAProgramThatDoesNotStop() throws Exception {
        RunningService host = start(
                "1",
                serving(
                        """
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            while (true) try { Thread.sleep(1000); } catch (InterruptedException e) { }
                        }));
                        """,
                        "answer()",
                        FixtureApp.handler("stubborn")));

        long begin = System.nanoTime();
        host.stop();

        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30));
        assertTrue(
                output.has("err shuttle: the service did not end within 4 s after SIGTERM"),
                output.lines().toString());
        assertGone(host);
        assertNothingIsLeft();
    }

    @Test
    void tellsThatAProgramRanOutOfMemory() throws Exception {
        RunningService host = start(
                "1",
                serving(
                        """
                        var kept = new ArrayList<byte[]>();
                        new Thread(() -> {
                            try { Thread.sleep(1500); } catch (InterruptedException e) { }
                            while (true) kept.add(new byte[16 << 20]);
                        }).start();
                        """,
                        "answer()",
                        FixtureApp.handler("hello")));

        String why = host.ended().get(60, TimeUnit.SECONDS);

        assertTrue(why.contains("ran out of memory: its heap"), why);
    }

    @Test
    void isNotAdoptedOnceItsProcessHasEnded() throws Exception {
        FixtureApp app = answering("hello");
        RunningService before = start("1", app);
        runner.close();
        long pid = Long.parseLong(Files.readString(home().resolve("hosts/1/pid")));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());

        runner = newRunner();

        assertEquals(Map.of(), runner.adopt(Map.of("1", spec("1", app, output, PATIENCE)), host -> {}));
        assertGone(before);
        assertFalse(Files.exists(home().resolve("hosts/1")));
    }

    private static void pack(Path classes, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "app.App");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
            }
        }
    }
}
