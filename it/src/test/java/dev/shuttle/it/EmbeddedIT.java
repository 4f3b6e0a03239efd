package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Services in the control plane's own process: what is replaced is gone, with its port and its threads. */
final class EmbeddedIT {
    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults().with("SHUTTLE_ISOLATION", "embedded");

    private static final Duration DRAINED = Duration.ofSeconds(45);

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    @Test
    void aReplacedAndADeletedVersionLeaveNoThreadAndNoPort() throws Exception {
        App app = App.copy("closeable", folder);
        api.deploys("closeable", app);
        assertEquals("closeable, version 1", visitor.read("closeable"));
        int first = port();
        assertTrue(threads().contains("\"closeable version 1\""), "The version that serves has its threads here");
        assertEquals(Set.of(), Processes.hosts(SERVER.home()));

        api.deploys("closeable", app.version(1, 2));
        assertEquals("closeable, version 2", visitor.read("closeable"));
        int second = port();
        gone(first, "closeable version 1");

        assertEquals(204, api.delete("/projects/closeable").statusCode());
        assertEquals(404, visitor.visit("closeable", "/").statusCode());
        gone(second, "closeable version 2");
    }

    @Test
    void threadsThatAnAppForgetsAreEndedToo() throws Exception {
        App app = App.copy("jdk-service", folder)
                .replace(
                        App.MAIN,
                        "server.start();",
                        """
                        server.start();
                        new Thread(() -> { try { Thread.sleep(3_600_000); } catch (InterruptedException e) { } }, "forgotten").start();
                        """);
        api.deploys("forgetful", app);
        assertTrue(threads().contains("\"forgotten\""));

        assertEquals(2, api.delete("/projects/forgetful").statusCode() / 100);

        Await.until("the thread to end", DRAINED, EmbeddedIT::threads, seen -> !seen.contains("\"forgotten\""));
    }

    @Test
    void whatAServiceWasGivenIsTakenBackWithIt() throws Exception {
        Infra supplied = new Infra(visitor, "supplied");
        api.secret("supplied", "TOKEN", "any token");
        api.deploys("supplied", App.copy("infra", folder));
        assertEquals("1", supplied.sql("SELECT 1"));
        assertEquals("+OK +PONG +OK", supplied.redis("PING"));
        assertEquals("any token null", supplied.ask("/token", ""));
        assertEquals("false", supplied.ask("/visible", "com.zaxxer.hikari.HikariDataSource"));
        assertTrue(threads().contains("pool-supplied"), "Its pool lives here");

        assertEquals(2, api.delete("/projects/supplied").statusCode() / 100);

        Await.until("its pool to end", DRAINED, EmbeddedIT::threads, seen -> !seen.contains("pool-supplied"));
    }

    @Test
    @Tag("full") // the contract of runners and the tests of ServiceInstance have each kind
    void severalKindsOfAppRunSideBySide() throws Exception {
        for (String name : new String[] {"jdk-handler", "javalin-app", "port-void"}) {
            api.deploys(name, App.copy(name, folder));
        }
        for (String name : new String[] {"jdk-handler", "javalin-app", "port-void"}) {
            assertEquals(name + ", version 1", visitor.read(name));
        }
    }

    private int port() throws IOException, InterruptedException {
        return Integer.parseInt(visitor.visit("closeable", "/port").body());
    }

    private static void gone(int port, String threads) throws Exception {
        Await.until(threads + " to end", DRAINED, EmbeddedIT::threads, seen -> !seen.contains("\"" + threads + "\""));
        try (Socket socket = new Socket()) {
            assertThrows(
                    ConnectException.class,
                    () -> socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000),
                    "The port of the version before is still open");
        }
    }

    private static String threads() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(Java.tool("jcmd"), String.valueOf(SERVER.pid()), "Thread.print")
                .redirectErrorStream(true)
                .start();
        Output output = new Output("jcmd", jcmd.getInputStream());
        assertTrue(jcmd.waitFor(20, TimeUnit.SECONDS), "jcmd hangs");
        String printed = String.join("\n", output.toEnd());
        assertEquals(0, jcmd.exitValue(), printed);
        return printed;
    }
}
