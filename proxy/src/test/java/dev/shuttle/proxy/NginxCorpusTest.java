package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.proxy.Corpus.Case;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus beside nginx: the same end, or the one that stands there as nginx's. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NginxCorpusTest {
    @TempDir
    static Path folder;

    private CorpusService service;
    private Process nginx;
    private InetSocketAddress address;

    static List<Case> requests() {
        return Corpus.read("requests.txt");
    }

    static List<Case> answers() {
        return Corpus.read("responses.txt");
    }

    @BeforeAll
    void start() throws Exception {
        Optional<String> found = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")
                .filter(each -> new File(each).canExecute())
                .findFirst();
        if (found.isEmpty()) {
            System.err.println("SKIPPED: the corpus beside nginx, since no nginx is installed");
        }
        Assumptions.assumeTrue(found.isPresent(), "no nginx is installed");
        String program = found.orElseThrow();
        String version = version(program);
        if (!version.contains("nginx/1.22.")) {
            System.err.println(
                    "SKIPPED: the corpus beside nginx, since it was written beside 1.22, and here is " + version);
        }
        Assumptions.assumeTrue(version.contains("nginx/1.22."), version);
        service = new CorpusService();
        int port = free();
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, configuration(port, service.port(), free()));
        nginx = new ProcessBuilder(program, "-p", folder + "/", "-c", file.toString(), "-e", folder + "/error.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        RunningProxy.await(() -> accepts(port));
    }

    private static String version(String program) throws IOException {
        Process asked =
                new ProcessBuilder(program, "-v").redirectErrorStream(true).start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** As our own defaults, and the times of CorpusTest. */
    private static String configuration(int port, int service, int gone) {
        return """
                daemon off;
                worker_processes 1;
                pid nginx.pid;
                events {}
                http {
                  access_log off;
                  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
                  client_header_timeout 2s; client_body_timeout 3s; keepalive_timeout 75s;
                  client_max_body_size 0;
                  upstream service { server 127.0.0.1:%2$d; keepalive 8; }
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_upgrade;
                  proxy_read_timeout 3s;
                  proxy_request_buffering off;
                  proxy_buffering off;
                  server { listen 127.0.0.1:%1$d default_server; return 404; }
                  server { listen 127.0.0.1:%1$d; server_name a.test; location / { proxy_pass http://service; } }
                  server { listen 127.0.0.1:%1$d; server_name small.test; client_max_body_size 10;
                           location / { proxy_pass http://service; } }
                  server { listen 127.0.0.1:%1$d; server_name stopped.test; return 503; }
                  server { listen 127.0.0.1:%1$d; server_name gone.test; location / { proxy_pass http://127.0.0.1:%3$d; } }
                }
                """
                .formatted(port, service, gone);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (nginx != null) {
            nginx.destroy();
            nginx.waitFor();
            service.close();
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request(Case one) throws Exception {
        service.expect(null);
        assertEquals(
                expected(one),
                new CorpusClient(address, service).send(one, one.raw()).end());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answer(Case one) throws Exception {
        service.expect(one.raw());
        String request = one.request() == null ? "GET / HTTP/1.1~{H}~" : one.request();
        assertEquals(
                expected(one),
                new CorpusClient(address, service).send(one, request).end());
    }

    private static String expected(Case one) {
        String end = one.nginx() == null ? one.end() : one.nginx();
        return Corpus.expanded(end).replaceAll("-(new|any)$", "").toLowerCase(Locale.ROOT);
    }
}
