package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;
import org.shredzone.acme4j.util.CSRBuilder;
import org.shredzone.acme4j.util.CertificateUtils;

/**
 * A real authority of the distribution's package, with name servers of its own, on the loopback. It looks for proofs at the two
 * ports that it is given. Where it is not installed, tests are skipped with a loud line, in CI they fail.
 */
final class Pebble implements AutoCloseable {
    static final Duration LIFETIME = Duration.ofDays(90);

    private final List<Process> processes = new ArrayList<>();
    private final int port = LoopbackPorts.next();
    private final int management = LoopbackPorts.next();
    private final int dns = LoopbackPorts.next();
    private final int dnsManagement = LoopbackPorts.next();
    private final Path folder;
    private final SSLContext trust;
    private final HttpClient http;

    private Pebble(Path folder) throws Exception {
        this.folder = folder;
        makeCertificate();
        this.trust = DirectoryTrust.of(ca());
        this.http = HttpClient.newBuilder().sslContext(trust).build();
    }

    static Pebble start(Path folder, int httpPort, int tlsPort) throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/pebble"))) {
            assertTrue(System.getenv("CI") == null, "pebble is not installed, and this is CI: apt-get install pebble");
            System.err.println("PEBBLE IS NOT INSTALLED: THE TESTS OF CERTIFICATES BY ACME ARE SKIPPED");
            Assumptions.abort("apt-get install pebble");
        }
        Pebble pebble = new Pebble(folder);
        try {
            pebble.run(httpPort, tlsPort);
            return pebble;
        } catch (Exception | Error e) {
            pebble.close();
            throw e;
        }
    }

    private void run(int httpPort, int tlsPort) throws Exception {
        Path configuration = Files.writeString(
                folder.resolve("pebble.json"),
                """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d,
                 "domainBlocklist": ["blocked.test"], "certificateValidityPeriod": %d}}
                """
                        .formatted(
                                port,
                                management,
                                folder.resolve("directory.pem"),
                                folder.resolve("directory.key"),
                                httpPort,
                                tlsPort,
                                LIFETIME.toSeconds()));
        processes.add(begin(
                "pebble-challtestsrv",
                List.of(
                        "/usr/bin/pebble-challtestsrv",
                        "-dns01",
                        "127.0.0.1:" + dns,
                        "-management",
                        "127.0.0.1:" + dnsManagement,
                        "-defaultIPv6",
                        "",
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        "")));
        processes.add(begin(
                "pebble",
                List.of("/usr/bin/pebble", "-config", configuration.toString(), "-dnsserver", "127.0.0.1:" + dns)));
        awaitAnswer(directory(), 200);
        awaitAnswer(URI.create("http://127.0.0.1:" + dnsManagement + "/"), 404);
    }

    private Process begin(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("PEBBLE_VA_NOSLEEP", "1");
        return builder.start();
    }

    private void awaitAnswer(URI uri, int status) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        while (true) {
            try {
                HttpResponse<String> answer =
                        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == status) {
                    return;
                }
            } catch (IOException e) {
                assertTrue(processes.stream().allMatch(Process::isAlive), () -> "it ended, see the logs in " + folder);
            }
            assertTrue(Instant.now().isBefore(end), () -> uri + " did not answer " + status + " within 20 s");
            Thread.sleep(20);
        }
    }

    URI directory() {
        return URI.create("https://127.0.0.1:" + port + "/dir");
    }

    /** By which its directory is trusted. */
    Path ca() {
        return folder.resolve("ca.pem");
    }

    SSLContext trust() {
        return trust;
    }

    Path key() {
        return folder.resolve("directory.key");
    }

    /** Valid or Revoked. */
    String statusOf(X509Certificate certificate) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + management + "/cert-status-by-serial/"
                + certificate.getSerialNumber().toString(16));
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** From now on, its name servers have this address for the name. */
    void address(String host, String address) throws Exception {
        String body = "{\"host\": \"%s\", \"addresses\": [\"%s\"]}".formatted(host, address);
        http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dnsManagement + "/add-a"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /** A program that sets and removes records in its name servers, and writes down how it was called. */
    Path dnsHook() throws Exception {
        Path hook = Files.writeString(
                folder.resolve("hook"),
                """
                #!/bin/sh
                echo "$1 $2" >> "%s"
                case $1 in
                  present) curl -sf -d "{\\"host\\": \\"$2\\", \\"value\\": \\"$3\\"}" http://127.0.0.1:%d/set-txt ;;
                  cleanup) curl -sf -d "{\\"host\\": \\"$2\\"}" http://127.0.0.1:%d/clear-txt ;;
                esac
                """
                        .formatted(folder.resolve("hook.log"), dnsManagement, dnsManagement));
        assertTrue(hook.toFile().setExecutable(true));
        return hook;
    }

    String hookLog() throws IOException {
        return Files.readString(folder.resolve("hook.log"));
    }

    private void makeCertificate() throws Exception {
        Instant now = Instant.now();
        KeyPair authority = KeyPairs.rsa();
        X509Certificate root = CertificateUtils.createTestRootCertificate(
                "CN=Test authority", now.minusSeconds(60), now.plus(Duration.ofDays(1)), authority);
        KeyPair key = KeyPairs.rsa();
        CSRBuilder request = new CSRBuilder();
        request.addIP(InetAddress.getLoopbackAddress());
        request.sign(key);
        X509Certificate own = CertificateUtils.createTestCertificate(
                request.getCSR(), now.minusSeconds(60), now.plus(Duration.ofDays(1)), root, authority.getPrivate());
        String pem = new IssuedCertificate(List.of(own), key.getPrivate(), "x").pem();
        int at = pem.indexOf("-----BEGIN PRIVATE");
        Files.writeString(folder.resolve("directory.pem"), pem.substring(pem.indexOf('\n') + 1, at));
        Files.writeString(folder.resolve("directory.key"), pem.substring(at));
        String ca = new IssuedCertificate(List.of(root), authority.getPrivate(), "x").pem();
        Files.writeString(ca(), ca.substring(ca.indexOf('\n') + 1, ca.indexOf("-----BEGIN PRIVATE")));
    }

    @Override
    public void close() throws InterruptedException {
        for (Process each : processes) {
            each.destroyForcibly().waitFor();
        }
    }
}
