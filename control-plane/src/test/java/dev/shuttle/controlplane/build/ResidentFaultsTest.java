package dev.shuttle.controlplane.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that go wrong in a JVM that is kept, or on purpose: the next build of the project is right each time. */
class ResidentFaultsTest extends ResidentFixture {

    @Test
    void aForgedResultIsRefusedAndGoneWithItsBuild() throws Exception {
        leaking("nothing");
        build();
        begin();
        leaking("forge");
        String message =
                assertThrows(BuildFailedException.class, this::builtAll).getMessage();
        assertTrue(message.contains("\"/etc/passwd\" (module.0.artifact)"), message);
        isRightAfterwards();
    }

    @ParameterizedTest
    @Tag("full")
    @CsvSource({"exit, did not finish it", "memory, ran out of memory"})
    void theBuilderEndsWithTheBuildThatBrokeIt(String what, String said) throws Exception {
        source(".mvn/jvm.config", "-Xmx192m");
        leaking("nothing");
        build();
        begin();
        source(".mvn/jvm.config", "-Xmx192m");
        leaking(what);
        assertThrows(BuildFailedException.class, this::builtAll);
        assertTrue(output.stream().anyMatch(line -> line.contains(said)), output.toString());
        assertEquals(List.of(), BuildProcess.marked(home.resolve("builds/app")));
        isRightAfterwards();
    }

    @ParameterizedTest
    @Tag("full")
    @ValueSource(strings = {"logging", "flood", "bomb"})
    void whatChangesNothingForTheNextBuildKeepsTheBuilder(String what) throws Exception {
        leaking("nothing");
        build();
        long jvm = jvm();
        begin();
        leaking(what);
        build();
        assertTrue(output.size() < 30_000, "lines are cut: " + output.size());
        assertEquals(List.of(jvm), BuildProcess.marked(home.resolve("builds/app")), "It alone is left: " + output);
        isRightAfterwards();
        assertEquals(jvm, jvm(), "It runs in the same JVM: " + output);
    }

    /** Maven remembers that a repository failed, which must not outlive the failure. */
    @ParameterizedTest
    @Tag("full")
    @CsvSource({
        "down, could not fetch t.remote:down:pom:1",
        "HTML, The repository of-the-test sent a web page in place of t/remote/html/1/html-1.pom",
        "slow, took longer than PT5S"
    })
    void aRepositoryThatFailedIsAskedAgainByTheNextBuild(String how, String because) throws Exception {
        leaking("nothing");
        build();
        AtomicBoolean well = new AtomicBoolean();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, well.get() ? "well" : how));
        server.start();
        try {
            begin();
            needing(how, server.getAddress().getPort());
            timeout = Duration.ofSeconds(how.equals("slow") ? 5 : 180);
            String said =
                    assertThrows(BuildFailedException.class, this::builtAll).getMessage();
            assertTrue(said.contains(because), said);
            timeout = Duration.ofMinutes(3);
            well.set(true);
            begin();
            needing(how, server.getAddress().getPort());
            build();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private void needing(String library, int port) throws IOException {
        pom(
                """
                <repositories><repository><id>of-the-test</id><url>http://127.0.0.1:%d/</url></repository></repositories>
                <dependencies><dependency>
                  <groupId>t.remote</groupId><artifactId>%s</artifactId><version>1</version>
                </dependency></dependencies>"""
                        .formatted(port, library.toLowerCase(Locale.ROOT)));
    }

    private static void answer(HttpExchange exchange, String how) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = how.equals("well") ? file(path) : "<html>Sign in to the network".getBytes(UTF_8);
            if (how.equals("slow")) {
                Thread.sleep(Duration.ofSeconds(30).toMillis());
            }
            exchange.sendResponseHeaders(how.equals("down") ? 503 : body.length == 0 ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] file(String path) throws IOException {
        if (path.endsWith(".pom")) {
            return ("<project><modelVersion>4.0.0</modelVersion><groupId>t.remote</groupId><artifactId>"
                            + path.split("/", -1)[3] + "</artifactId><version>1</version></project>")
                    .getBytes(UTF_8);
        }
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, new Manifest()).close();
        return path.endsWith(".jar") ? jar.toByteArray() : new byte[0];
    }

    private void isRightAfterwards() throws Exception {
        begin();
        leaking("nothing");
        source("src/main/resources/after.txt", "right");
        BuiltModule module = build();
        assertEquals("right", Files.readString(module.classes().resolve("after.txt")));
        assertTrue(output.stream().anyMatch(line -> line.contains("BUILD SUCCESS")), output.toString());
    }
}
