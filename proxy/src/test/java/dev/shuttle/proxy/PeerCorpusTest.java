package dev.shuttle.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.proxy.Corpus.Case;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** The corpus beside another proxy: the same end, or the one that stands there as that proxy's. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerCorpusTest {
    @TempDir
    static Path folder;

    private CorpusService service;
    private Process peer;
    private InetSocketAddress address;

    /** Its program, and how its ends are marked in the corpus. */
    abstract String name();

    /** With which it was written. */
    abstract String version();

    /** As our own defaults, and the times of CorpusTest; {@code gone} is a port where nothing listens. */
    abstract String configuration(int port, int service, int gone);

    /** Stays in the foreground. */
    abstract List<String> command(String program, Path configuration);

    static List<Case> requests() {
        return Corpus.read("requests.txt");
    }

    static List<Case> answers() {
        return Corpus.read("responses.txt");
    }

    @BeforeAll
    void start() throws Exception {
        Optional<String> found = Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/")
                .map(each -> each + name())
                .filter(each -> new File(each).canExecute())
                .findFirst();
        require(found.isPresent(), "it is not installed");
        String program = found.orElseThrow();
        String here = version(program);
        require(here.contains(version()), "it was written beside " + version() + ", and here is " + here);
        service = new CorpusService();
        int port = LoopbackPorts.next();
        Path file = folder.resolve(name() + ".conf");
        Files.writeString(file, configuration(port, service.port(), LoopbackPorts.next()));
        peer = new ProcessBuilder(command(program, file))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        RunningProxy.await(() -> accepts(port));
    }

    private void require(boolean met, String fault) {
        if (!met) {
            System.err.println("SKIPPED: the corpus beside " + name() + ", since " + fault);
        }
        Assumptions.assumeTrue(met, fault);
    }

    private static String version(String program) throws IOException {
        Process asked =
                new ProcessBuilder(program, "-v").redirectErrorStream(true).start();
        return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
        if (peer != null) {
            peer.destroy();
            peer.waitFor();
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

    private String expected(Case one) {
        String end = one.peers().getOrDefault(name(), one.end());
        return Corpus.expanded(end).replaceAll("-(new|any)$", "").toLowerCase(Locale.ROOT);
    }
}
