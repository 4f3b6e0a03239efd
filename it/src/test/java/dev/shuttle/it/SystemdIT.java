package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The unit of docs/systemd, as docs/operations.md has it installed, under a real systemd: start, reload, crash, stop. */
@Tag("alone")
@Tag("full")
@Timeout(600)
final class SystemdIT {
    private static final Path DOCS = Java.root().resolve("docs/systemd");
    private static final String KEY = "the-administrator-of-the-unit";
    private static final Pattern ANSWER = Pattern.compile("jdk-handler, version 1");
    private static final int CONNECTIONS = 32;

    @TempDir
    Path folder;

    private Systemd systemd;
    private ControlPlane server;

    @BeforeEach
    void install() throws Exception {
        systemd = Systemd.start(folder);
        URI api = URI.create("http://127.0.0.1:" + LoopbackPorts.next());
        URI proxy = URI.create("http://127.0.0.1:" + LoopbackPorts.next());
        server = ControlPlane.startedElsewhere(api, proxy).withKey(KEY);
        if (!Files.exists(systemd.file(Java.executable()))) {
            throw Systemd.skipped("the JDK is not on the root file system");
        }
        Files.writeString(
                systemd.file("/etc/systemd/system/shuttle.service"),
                Files.readString(DOCS.resolve("shuttle.service")).replace("/usr/bin/java", Java.executable()));
        Files.copy(DOCS.resolve("takeover"), systemd.file("/opt/shuttle/takeover"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(ControlPlane.jar(), systemd.file("/opt/shuttle/control-plane.jar"));
        settings(api.getPort());
        systemd.run("systemctl", "daemon-reload");
    }

    @AfterEach
    void end() throws Exception {
        if (systemd != null) {
            systemd.close();
        }
    }

    @Test
    void upgradesByReloadAndSurvivesItsFailuresAndStopsInOrder() throws Exception {
        systemd.run("systemctl", "start", "shuttle");
        Api api = new Api(server);
        api.deploys("jdk-handler", App.copy("jdk-handler", folder.resolve("app")));
        String first = mainPid();
        List<String> hosts = hosts();
        assertEquals(1, hosts.size(), hosts::toString);

        try (KeepAliveLoad load = new KeepAliveLoad(server.proxy(), "jdk-handler.localhost", ANSWER, CONNECTIONS)) {
            awaitMore(load);
            systemd.run("systemctl", "reload", "shuttle");
            String second = mainPid();
            assertNotEquals(first, second);
            awaitMore(load);
            systemd.run("systemctl", "reload", "shuttle");
            assertNotEquals(second, mainPid());
            awaitMore(load);
            assertEquals(200, api.send(api.to("/projects")).statusCode());
            oneThatCannotStartChangesNothing();
            awaitMore(load);
            assertEquals(List.of(), load.lost(), systemd::journal);
            System.out.println("Under systemd, three reloads, of which one failed: " + load.total() + " answers, "
                    + load.lost().size() + " lost, the longest after "
                    + load.longest().toMillis() + " ms");
        }
        assertEquals(hosts, hosts());
        assertEquals("0", show("NRestarts"));

        aCrashOfTheOneThatTookOverStartsItAgain();
        assertEquals(hosts, hosts());

        systemd.run("systemctl", "reload", "shuttle");
        stopEndsAll();
        systemd.run("systemctl", "start", "shuttle");
        CompletableFuture<Void> reload = CompletableFuture.runAsync(this::reload);
        Await.until("the reload", Duration.ofMinutes(1), () -> show("ActiveState"), "reloading"::equals);
        stopEndsAll();
        reload.join();
    }

    private void stopEndsAll() throws Exception {
        systemd.run("systemctl", "stop", "shuttle");
        assertEquals("inactive", show("ActiveState"), systemd::journal);
        assertEquals("success", show("Result"), systemd::journal);
        assertEquals(List.of(), systemd.processes(), systemd::journal);
    }

    /** Whether it succeeds is not asked. */
    private void reload() {
        try {
            var unused = systemd.command("systemctl", "reload", "shuttle");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void oneThatCannotStartChangesNothing() throws Exception {
        String pid = mainPid();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings(taken.getLocalPort());
            assertNotEquals(0, systemd.command("systemctl", "reload", "shuttle").exitCode());
        } finally {
            settings(server.api().getPort());
        }
        assertTrue(systemd.journal().contains("The API cannot listen on"), systemd::journal);
        assertEquals(pid, mainPid());
        assertEquals("active", show("ActiveState"));
        awaitApi();
    }

    private void aCrashOfTheOneThatTookOverStartsItAgain() throws Exception {
        systemd.run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "shuttle");
        Await.until("the restart", Duration.ofMinutes(1), () -> show("NRestarts"), "1"::equals);
        awaitApi();
        assertEquals("active", show("ActiveState"));
        assertEquals("jdk-handler, version 1", new Visitor(server).read("jdk-handler"));
    }

    private void awaitApi() throws Exception {
        Api api = new Api(server);
        Await.until("the API", Duration.ofMinutes(1), () -> answers(api), yes -> yes);
    }

    private static boolean answers(Api api) throws InterruptedException {
        try {
            return api.send(api.to("/health")).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void settings(int apiPort) throws IOException {
        Files.writeString(
                systemd.file("/etc/shuttle/env"),
                "SHUTTLE_API_PORT=" + apiPort + "\nSHUTTLE_PROXY_PORT="
                        + server.proxy().getPort() + "\nSHUTTLE_API_KEY=" + KEY + "\n");
    }

    private String mainPid() throws Exception {
        String pid = show("MainPID");
        assertTrue(systemd.run("ps", "-o", "args=", "-p", pid).contains("control-plane.jar server"), systemd::journal);
        return pid;
    }

    private String show(String property) throws Exception {
        return systemd.run("systemctl", "show", "--value", "--property=" + property, "shuttle");
    }

    private List<String> hosts() throws Exception {
        return systemd.run("ps", "-e", "-o", "pid=,args=")
                .lines()
                .filter(line -> line.contains("-Dshuttle.role=host") && !line.contains("bwrap"))
                .toList();
    }

    private static void awaitMore(KeepAliveLoad load) throws Exception {
        long enough = load.total() + 1000;
        Await.until(
                "a thousand answers",
                Duration.ofMinutes(1),
                () -> load.total() > enough || !load.lost().isEmpty(),
                yes -> yes);
    }
}
