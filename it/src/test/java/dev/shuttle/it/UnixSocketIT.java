package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An {@code HttpHandler} is reached by its Unix socket, which its answers tell: there, a client has no port. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class UnixSocketIT {
    private static final String BODY = "\"jdk-handler, version 1\".getBytes";

    @RegisterExtension
    static final ControlPlane SERVER = ControlPlane.withDefaults();

    private final Api api = new Api(SERVER);
    private final Visitor visitor = new Visitor(SERVER);

    @TempDir
    Path folder;

    /** Answers with its name, its version, and whether a request came by the socket or by the port. */
    private App app(String name) throws Exception {
        return App.copy("jdk-handler", Files.createDirectory(folder.resolve(name)))
                .replace(
                        App.MAIN,
                        BODY,
                        "(\"" + name + ", version 1 by \" + (exchange.getRemoteAddress().getPort() == 0"
                                + " ? \"socket\" : \"port\") + \" at \" + exchange.getLocalAddress().getAddress()).getBytes");
    }

    private Path socket(String project) throws Exception {
        Path noted = SERVER.home().resolve("hosts/" + api.current(project) + "/socket-path");
        return Path.of(Files.readAllLines(noted).get(0)).resolveSibling("w");
    }

    @AfterEach
    void delete() throws Exception {
        for (String project : List.of("first", "second")) {
            api.delete("/projects/" + project + "?wait=true");
        }
    }

    @Test
    @Order(1)
    void aRedeployUnderLoadLosesNothing() throws Exception {
        App app = app("first");
        api.deploys("first", app);
        assertEquals("first, version 1 by socket at /127.0.0.1", visitor.read("first"));
        Pattern right = Pattern.compile("first, version \\d by socket at /127.0.0.1");
        try (KeepAliveLoad load = new KeepAliveLoad(SERVER.proxy(), "first.localhost", right, 32)) {
            for (int version = 2; version <= 4; version++) {
                api.deploys("first", app.version(version - 1, version));
                String served = "first, version " + version + " by socket at /127.0.0.1";
                Map<String, AtomicLong> answers = load.answers();
                Await.until("answers of it", Duration.ofSeconds(20), () -> answers.containsKey(served), is -> is);
            }
            load.close();
            assertEquals(List.of(), load.lost());
        }
    }

    @Test
    @Order(2)
    void afterAKillTheServiceIsReachedByItsSocketAsBefore() throws Exception {
        api.deploys("first", app("first"));
        Set<Long> hosts = Processes.hosts(SERVER.home());

        SERVER.kill();
        SERVER.start();

        assertEquals("first, version 1 by socket at /127.0.0.1", visitor.read("first"));
        assertEquals(hosts, Processes.hosts(SERVER.home()), "adopted");
    }

    @Test
    @Order(3)
    void whereTheSocketHasGoneThePortServesAndNoRequestIsLost() throws Exception {
        api.deploys("first", app("first"));
        Files.delete(socket("first"));
        newConnectionsGoToThePortOfTheFirst();
    }

    /** As a service could that wants what is another's. */
    @Test
    @Order(4)
    void aLinkToAnotherProjectsSocketLeadsNowhere() throws Exception {
        Machine.needs(Machine.isRoot() && Machine.has("setpriv"), "root with setpriv");
        api.deploys("second", app("second"));
        api.deploys("first", app("first"));
        Path own = socket("first");
        Path theirs = socket("second");
        assertNotEquals(Files.getAttribute(own, "unix:uid"), Files.getAttribute(theirs, "unix:uid"));

        Files.delete(own);
        Files.createSymbolicLink(own, theirs);

        newConnectionsGoToThePortOfTheFirst();
        Await.until(
                "its log to tell",
                Duration.ofSeconds(10),
                () -> api.send(api.to("/projects/first/logs").header("Accept", "text/plain"))
                        .body(),
                log -> log.contains("another user listens than the service's"));
        assertEquals("second, version 1 by socket at /127.0.0.1", visitor.read("second"));
    }

    /** Those that are kept from before are used on. */
    private void newConnectionsGoToThePortOfTheFirst() throws Exception {
        Pattern right = Pattern.compile("first, version 1 by (socket|port) at /127.0.0.1");
        try (KeepAliveLoad load = new KeepAliveLoad(SERVER.proxy(), "first.localhost", right, 16)) {
            Await.until(
                    "a new connection",
                    Duration.ofSeconds(30),
                    () -> load.answers().containsKey("first, version 1 by port at /127.0.0.1"),
                    is -> is);
            load.close();
            assertEquals(List.of(), load.lost());
        }
    }

    @Test
    @Order(5)
    void aFrameworksServerIsReachedByItsPort() throws Exception {
        api.deploys("first", App.copy("javalin-app", folder));
        assertEquals(200, visitor.visit("first", "/").statusCode());
        assertTrue(Files.notExists(socket("first")), "There is none");
    }
}
