package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A domain is added by the goal, and seconds later it answers over TLS with a certificate of a real authority, Pebble. */
final class AcmeIT {
    private static final List<Process> AUTHORITY = new ArrayList<>();

    @TempDir
    static Path folder;

    private static ControlPlane server;
    private static int clear;
    private static int secure;
    private static int management;

    @BeforeAll
    static void start() throws Exception {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/pebble"));
        assertTrue(installed || System.getenv("CI") == null, "pebble is missing: .ci/run installs it");
        assumeTrue(installed, "PEBBLE IS NOT INSTALLED: apt-get install pebble");
        clear = LoopbackPorts.next();
        secure = LoopbackPorts.next();
        management = LoopbackPorts.next();
        int directory = LoopbackPorts.next();
        SelfSigned.write(folder, "authority", "pebble.test");
        startAuthority(directory);
        Path hosts = Files.writeString(
                folder.resolve("hosts"),
                "127.0.0.1 ca.pebble.test api.apps.test console.apps.test shop.apps.test shop.example.test\n");
        Path home = Files.createDirectory(folder.resolve("home"));
        UsedHome.get().copyTo(home);
        server = ControlPlane.on(home)
                .with("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts)
                .with("SHUTTLE_DOMAIN", "apps.test")
                .with("SHUTTLE_PROXY_HOST", "127.0.0.1")
                .with("SHUTTLE_PROXY_PORT", Integer.toString(clear))
                .with("SHUTTLE_TLS_PORT", Integer.toString(secure))
                .with("SHUTTLE_ACME", "ops@example.com")
                .with("SHUTTLE_ACME_DIRECTORY", "https://ca.pebble.test:" + directory + "/dir")
                .with("SHUTTLE_ACME_CA", folder.resolve("chain.pem").toString());
        server.start();
    }

    private static void startAuthority(int directory) throws IOException {
        int dns = LoopbackPorts.next();
        Path configuration = Files.writeString(
                folder.resolve("pebble.json"),
                """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d}}
                """
                        .formatted(
                                directory,
                                management,
                                folder.resolve("chain.pem"),
                                folder.resolve("key.pem"),
                                clear,
                                secure));
        begin(
                "pebble-challtestsrv",
                "-dns01",
                "127.0.0.1:" + dns,
                "-management",
                "127.0.0.1:" + LoopbackPorts.next(),
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "");
        begin("pebble", "-config", configuration.toString(), "-dnsserver", "127.0.0.1:" + dns);
    }

    private static void begin(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(command[0] + ".log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        AUTHORITY.add(builder.start());
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            if (server != null) {
                server.stop();
            }
        } finally {
            for (Process each : AUTHORITY) {
                each.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aDomainThatIsAddedHasItsCertificateSecondsLater() throws Exception {
        App app = App.copy("jdk-handler", folder.resolve("app"));
        JsonNode deployed = new Api(server).deploys("shop", app);
        assertEquals("https://shop.apps.test:" + secure, deployed.get("url").asText());
        Maven maven = Maven.of(server);
        maven.run(app, "shuttle:domains", "-Dshuttle.project=shop", "-Dshuttle.add=shop.example.test")
                .succeeded();

        Shell shell = new Shell(server, folder);
        shell.run("curl -sS --cacert chain.pem --resolve ca.pebble.test:" + management
                + ":127.0.0.1 -o root.pem https://ca.pebble.test:" + management + "/roots/0");
        String over = "curl -s --cacert root.pem --resolve shop.example.test:" + secure
                + ":127.0.0.1 https://shop.example.test:" + secure + "/ || true";
        Await.until("its certificate", Duration.ofSeconds(30), () -> shell.run(over), "jdk-handler, version 1"::equals);

        String listed = maven.run(app, "shuttle:domains", "-Dshuttle.project=shop")
                .succeeded()
                .text();
        assertTrue(listed.contains("shop.example.test") && listed.contains("until "), listed);
        assertEquals(
                "301 https://shop.example.test:" + secure + "/x",
                shell.run("curl -s -w '%{http_code} %{redirect_url}' -H 'Host: shop.example.test' $PROXY/x"));
        assertTrue(
                shell.run("curl -s -o /dev/null -w '%{http_code}' -H 'Host: shop.example.test'"
                                + " $PROXY/.well-known/acme-challenge/x")
                        .equals("404"),
                "The challenge path is open and no service's");
    }
}
