package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx or a Caddy of the distribution's, configured by the block of docs/domains.md, with the test's ports and certificate. */
final class OuterProxy implements AutoCloseable {
    private static final String CERTIFICATE = "/etc/letsencrypt/live/apps.example.com/";

    private final Process process;
    private final Output output;

    private OuterProxy(Process process, String name) {
        this.process = process;
        this.output = new Output(name, process.getInputStream());
    }

    /** Empty where it is not installed; a CI server has it, by .ci/run. */
    static boolean isInstalled(String name) {
        boolean found = command(name).isPresent();
        assertTrue(found || System.getenv("CI") == null, name + " is missing: .ci/run installs it");
        if (!found) {
            System.err.println(
                    "WARNING: " + name + " IS NOT INSTALLED: ITS CONFIGURATION IN docs/domains.md IS NOT TRIED");
        }
        return found;
    }

    private static Optional<Path> command(String name) {
        return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/bin/")
                .map(folder -> Path.of(folder + name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Listens when it returns. The folder has chain.pem and key.pem. */
    static OuterProxy start(String name, Path folder, int port, URI inner) throws Exception {
        Path work = Files.createDirectories(folder.resolve(name));
        String block = block(name)
                .replace("127.0.0.1:8000", inner.getAuthority())
                .replace(
                        CERTIFICATE + "fullchain.pem",
                        folder.resolve("chain.pem").toString())
                .replace(CERTIFICATE + "privkey.pem", folder.resolve("key.pem").toString());
        List<String> arguments =
                switch (name) {
                    case "nginx" -> nginx(work, block.replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl"));
                    default -> caddy(work, block.replace("*.apps.example.com {", "*.apps.example.com:" + port + " {"));
                };
        ProcessBuilder builder =
                new ProcessBuilder(arguments).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().put("HOME", work.toString());
        OuterProxy proxy = new OuterProxy(builder.start(), name);
        try {
            Await.until(
                    name + " to listen",
                    Duration.ofSeconds(20),
                    () -> listens(port) || !proxy.process.isAlive(),
                    up -> up);
            assertTrue(proxy.process.isAlive(), () -> String.join("\n", proxy.output.soFar()));
            return proxy;
        } catch (Exception | AssertionError e) {
            proxy.close();
            throw e;
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String block(String language) throws IOException {
        return DocsPage.of("domains.md").blocks().stream()
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow(() -> new AssertionError("docs/domains.md has no block of " + language))
                .text();
    }

    private static List<String> nginx(Path work, String block) throws IOException {
        String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
        Path file = Files.writeString(
                work.resolve("nginx.conf"),
                user + "pid nginx.pid;\nerror_log stderr warn;\nevents {}\nhttp {\naccess_log off;\n"
                        + Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                                .map(kind -> kind + "_temp_path " + work.resolve(kind) + ";\n")
                                .reduce("", String::concat)
                        + block + "}\n");
        return List.of(
                command("nginx").orElseThrow().toString(),
                "-p",
                work.toString(),
                "-c",
                file.toString(),
                "-g",
                "daemon off;");
    }

    private static List<String> caddy(Path work, String block) throws IOException {
        Path file = Files.writeString(
                work.resolve("Caddyfile"),
                "{\nadmin off\nauto_https disable_redirects\nstorage file_system " + work.resolve("storage") + "\n}\n"
                        + block);
        return List.of(
                command("caddy").orElseThrow().toString(),
                "run",
                "--adapter",
                "caddyfile",
                "--config",
                file.toString());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
