package dev.shuttle.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteTest {

    private static final String ME_SECRET = "Basic bWU6c2VjcmV0";

    @Test
    void showsThePasswordToTheProxyAndTheKeyToTheServerBehindIt() throws Exception {
        try (TestServer proxy = new TestServer(call -> call.json(200, "{\"items\":[],\"next\":null}"))) {
            ApiAddress far = ApiAddress.parse("http://api.example.invalid");

            assertEquals(
                    List.of(),
                    TestServer.client(far, through(proxy.address().uri().getPort()))
                            .projects());

            assertEquals(List.of("GET http://api.example.invalid/projects"), proxy.lines());
            assertEquals(ME_SECRET, proxy.asked().get(0).header("Proxy-Authorization"));
        }
    }

    @Test
    void showsThePasswordToNoServer() throws Exception {
        try (TestServer server = new TestServer(call -> call.json(200, "{\"items\":[],\"next\":null}"))) {
            HttpProxy direct = HttpProxy.withPassword(ProxySelector.of(null), "me", "secret");

            assertEquals(List.of(), TestServer.client(server.address(), direct).projects());

            assertNull(server.asked().get(0).header("Proxy-Authorization"));
            assertFalse(direct.toString().contains(ME_SECRET), direct.toString());
        }
    }

    @Test
    void saysThatTheProxyDoesNotKnowTheUser() throws Exception {
        try (TestServer proxy = new TestServer(call -> call.answer(407, "text/html", "<html>"))) {
            ApiAddress far = ApiAddress.parse("http://api.example.invalid");
            ShuttleClient client =
                    TestServer.client(far, through(proxy.address().uri().getPort()));

            UnexpectedResponseException strange = assertThrows(UnexpectedResponseException.class, client::projects);

            assertTrue(strange.getMessage().contains("<proxy> in settings.xml"), strange.getMessage());
        }
    }

    /** In a JVM of its own, since the JDK reads once which schemes it may use. */
    @Test
    void showsThePasswordToAProxyThatLeadsToHttpsAndNotTheKey() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process jvm = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            RouteTest.class.getName(),
                            Integer.toString(proxy.getLocalPort()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                List<String> head = head(proxy);

                assertEquals("CONNECT api.example.invalid:443 HTTP/1.1", head.get(0));
                assertTrue(head.contains("Proxy-Authorization: " + ME_SECRET), head.toString());
                assertTrue(head.stream().noneMatch(line -> line.startsWith("Authorization")), head.toString());
                assertTrue(jvm.waitFor(30, TimeUnit.SECONDS));
                assertEquals(0, jvm.exitValue());
            } finally {
                jvm.destroyForcibly();
            }
        }
    }

    /** Asks for projects through the proxy on that port, which refuses; 0 if that is told as it should be. */
    public static void main(String[] arguments) throws Exception {
        ApiAddress far = ApiAddress.parse("https://api.example.invalid");
        ShuttleClient client = TestServer.client(far, through(Integer.parseInt(arguments[0])));
        UnexpectedResponseException strange = assertThrows(UnexpectedResponseException.class, client::projects);
        assertTrue(strange.getMessage().contains("<proxy> in settings.xml"), strange.getMessage());
        assertNull(System.getProperty("jdk.http.auth.tunneling.disabledSchemes"));
    }

    private static HttpProxy through(int port) {
        InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return HttpProxy.withPassword(ProxySelector.of(proxy), "me", "secret");
    }

    private static List<String> head(ServerSocket proxy) throws Exception {
        proxy.setSoTimeout(30_000);
        try (Socket connection = proxy.accept();
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1))) {
            List<String> head = new ArrayList<>();
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
                head.add(line);
            }
            byte[] refusal = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);
            connection.getOutputStream().write(refusal);
            return head;
        }
    }
}
