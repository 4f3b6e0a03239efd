package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.DeploymentState;
import dev.shuttle.protocol.Project;
import dev.shuttle.protocol.ProjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ShuttleClientTest {

    private static final ProjectName SHOP = new ProjectName("shop");

    @Test
    void uploadsAFileWithKeyAndOptions(@TempDir Path folder) throws Exception {
        Path archive = Files.writeString(folder.resolve("a.tar.gz"), "packed");
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d1", "queued")))) {
            DeployRequest request = new DeployRequest(
                    SHOP,
                    true,
                    "web",
                    "-Pprod -Dx=a&b",
                    "app.Main",
                    "server 'a b'",
                    21,
                    false,
                    null,
                    DeployRequest.Identity.NONE);

            Deployment begun = server.client().deploy(request, archive, UploadListener.NONE);

            assertEquals("d1", begun.id());
            assertEquals(DeploymentState.QUEUED, begun.state());
            TestServer.Asked asked = server.asked().get(0);
            assertEquals(
                    "POST /deploy?project=shop&derived=true&module=web&mavenArgs=-Pprod%20-Dx%3Da%26b&main=app.Main&args=server%20%27a%20b%27&java=21",
                    asked.line());
            assertEquals("Bearer a-key-of-twenty-characters", asked.authorization());
            assertEquals("packed", asked.body());
        }
    }

    @Test
    void saysWhereTheSourcesComeFromAndCutsWhatIsTooLong(@TempDir Path folder) throws Exception {
        Path archive = Files.writeString(folder.resolve("a.tar.gz"), "packed");
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d1", "queued")))) {
            Deployment.Git plain = new Deployment.Git("c0ffee", "fix/a b", "Say \"hi\"", true);
            DeployRequest.Identity shop = new DeployRequest.Identity(
                    "com.example:shop", "https://ci:token@github.com/acme/shop.git", true, "shop");
            Deployment.Git large = new Deployment.Git("c".repeat(101), null, "\ud83d\ude80".repeat(600), false);

            server.client()
                    .deploy(
                            new DeployRequest(
                                    SHOP,
                                    false,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    false,
                                    plain,
                                    DeployRequest.Identity.NONE),
                            archive,
                            UploadListener.NONE);
            server.client()
                    .deploy(
                            new DeployRequest(SHOP, false, null, null, null, null, null, false, large, shop),
                            archive,
                            UploadListener.NONE);

            assertEquals(
                    List.of(
                            "POST /deploy?project=shop&commit=c0ffee&branch=fix%2Fa%20b&message=Say%20%22hi%22&dirty=true",
                            "POST /deploy?project=shop&origin=com.example%3Ashop%20github.com%2Facme%2Fshop&named=true&confirm=shop"
                                    + "&commit=" + "c".repeat(100) + "&message="
                                    + "%F0%9F%9A%80".repeat(83)),
                    server.lines());
        }
    }

    @Test
    void readsAListToItsLastPage() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(
                200,
                call.number() == 1
                        ? "{\"items\":[" + Samples.project("a") + "],\"next\":\"x/y\"}"
                        : "{\"items\":[" + Samples.project("b") + "],\"next\":null}"))) {
            List<Project> projects = server.client().projects();

            assertEquals(List.of("a", "b"), projects.stream().map(Project::name).toList());
            assertEquals(List.of("GET /projects", "GET /projects?cursor=x%2Fy"), server.lines());
        }
    }

    @Test
    void knowsThatAProjectIsUnknown() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(404, Samples.problem(404, "There is none.")))) {
            assertEquals(Optional.empty(), server.client().project(SHOP));
        }
    }

    @Test
    void rollsBackToTheOneNamedOrTheOneBefore() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(202, Samples.deployment("d3", "queued")))) {
            assertEquals("d3", server.client().rollback(SHOP, "d1").id());
            assertEquals("d3", server.client().rollback(SHOP, null).id());

            assertEquals("{\"deployment\":\"d1\"}", server.asked().get(0).body());
            assertEquals("", server.asked().get(1).body());
        }
    }

    @Test
    void readsALogLineByLineAndPassesOverThoseThatOnlyKeepTheConnection() throws Exception {
        String two = Samples.line("one") + "\n\n" + Samples.line("two") + "\n\n";
        try (TestServer server = new TestServer(call -> call.answer(200, "application/x-ndjson", two))) {
            List<String> lines = new ArrayList<>();

            LogRequest wanted = new LogRequest(SHOP, "../d 1", "build", 5, "PT10M", "a&b", false);
            server.client().logs(wanted, line -> lines.add(line.line()));

            assertEquals(List.of("one", "two"), lines);
            assertEquals(
                    List.of(
                            "GET /projects/shop/deployments/..%2Fd%201/logs?source=build&lines=5&since=PT10M&search=a%26b"),
                    server.lines());
        }
    }

    @Test
    void showsARefusalInTheServersWords() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(409, Samples.problem(409, "It is being deleted.")))) {
            ApiException refused =
                    assertThrows(ApiException.class, () -> server.client().delete(SHOP, true));

            assertEquals("It is being deleted.", refused.getMessage());
            assertEquals(409, refused.status());
            assertEquals(List.of("DELETE /projects/shop?resources=true&wait=true"), server.lines());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, text/html, <html>Welcome</html>",
        "502, text/html, <html>Bad gateway</html>",
        "401, text/plain, no",
        "200, application/json, <garbage",
        "200, application/json, {}",
        "200, application/json, null",
        "200, application/json, '{\"items\":[{}]}'",
        "400, application/problem+json, {}",
    })
    void tellsThatItIsNoControlPlane(int status, String type, String body) throws Exception {
        try (TestServer server = new TestServer(call -> call.answer(status, type, body))) {
            UnexpectedResponseException strange = assertThrows(
                    UnexpectedResponseException.class, () -> server.client().projects());

            assertTrue(
                    strange.getMessage().contains(server.address() + " does not answer like a control plane"),
                    strange.getMessage());
            assertTrue(strange.getMessage().contains(status + " with " + type), strange.getMessage());
        }
    }

    @Test
    void takesItsKeyToNoOtherHost() throws Exception {
        try (TestServer other = new TestServer(call -> call.json(200, "{\"items\":[],\"next\":null}"));
                TestServer server = new TestServer(call -> {
                    call.with("Location", other.address() + "/projects").answer(307, "text/plain", "");
                })) {
            UnexpectedResponseException strange = assertThrows(
                    UnexpectedResponseException.class, () -> server.client().projects());

            assertTrue(strange.getMessage().contains("a redirect to " + other.address()), strange.getMessage());
            assertEquals(List.of(), other.lines());
        }
    }

    @Test
    void saysHowToStartOneWhereNothingListens() throws Exception {
        int free = LoopbackPorts.next();
        ApiAddress unused = ApiAddress.parse("http://127.0.0.1:" + free + "/");
        ShuttleClient client = new ShuttleClient(unused, null, HttpProxy.BY_JVM, "test/1");

        UnreachableException away = assertThrows(UnreachableException.class, client::projects);

        assertEquals(
                "No control plane answers at http://127.0.0.1:" + free
                        + " (connection refused): start one with ./quickstart or 'java -jar"
                        + " control-plane.jar', or use another address with -Dshuttle.api=http://HOST:PORT.",
                away.getMessage());
    }

    @Test
    void saysWhyNothingAnswers() throws Exception {
        UnreachableException unknown =
                assertThrows(UnreachableException.class, client("http://no-such.invalid")::projects);

        assertTrue(unknown.getMessage().contains("(unknown host)"), unknown.getMessage());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String clear = "https://127.0.0.1:" + server.getLocalPort();
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> answerInClear(server));
            UnreachableException refused = assertThrows(UnreachableException.class, client(clear)::projects);
            assertEquals(
                    clear
                            + " does not speak TLS: use http:// in -Dshuttle.api or SHUTTLE_API, or the port that has TLS.",
                    refused.getMessage());
            answer.get(10, TimeUnit.SECONDS);
        }
    }

    /** As servers of HTTP do that get a TLS handshake. */
    private static void answerInClear(ServerSocket server) {
        try (Socket client = server.accept()) {
            var unused = client.getInputStream().read();
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ShuttleClient client(String api) {
        return new ShuttleClient(ApiAddress.parse(api), null, HttpProxy.BY_JVM, "test/1");
    }

    @Test
    void sendsNoHeaderWithoutAKey() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(200, "{\"items\":[],\"next\":null}"))) {
            var unused = new ShuttleClient(server.address(), null, HttpProxy.BY_JVM, "test/1").projects();

            assertNull(server.asked().get(0).authorization());
        }
    }

    @Test
    void keepsTheKeyOutOfTextsAndRefusesOneThatCannotBe() {
        assertEquals("***", new ApiKey("secret\n").toString());
        assertEquals("Bearer secret", new ApiKey(" secret\n").header());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new ApiKey("secret\r\nX: y"));
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8001, true",
        "http://localhost:8001/, true",
        "http://[::1]:8001, true",
        "https://api.example.com, false",
        "http://127.0.0.1.example.com, false",
        "http://localhost.example.com, false",
    })
    void knowsThisMachineFromOthers(String text, boolean loopback) {
        assertEquals(loopback, ApiAddress.parse(text).isLoopback());
    }

    @ParameterizedTest
    @CsvSource({"localhost:8001", "127.0.0.1:8001", "ftp://host", "http://", "http://me:secret@host", "http://a b"})
    void refusesWhatIsNoAddress(String text) {
        assertThrows(IllegalArgumentException.class, () -> ApiAddress.parse(text));
    }
}
