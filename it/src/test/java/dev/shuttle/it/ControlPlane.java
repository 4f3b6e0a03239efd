package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * A control plane in its own JVM on a home of its own, for one test class. What it printed is shown when a test fails;
 * at the end it must stop with 0 in time, and leave no process behind.
 */
final class ControlPlane implements BeforeAllCallback, AfterAllCallback, TestWatcher {
    private static final Pattern READY = Pattern.compile("shuttle ready api=(http://\\S+) proxy=(http://\\S+)");

    /** Generous: the first start on a home unpacks a Maven, on a machine that does other things too. */
    private static final Duration START = Duration.ofSeconds(60);

    /** The contract's. */
    private static final Duration STOP = Duration.ofSeconds(30);

    private final Map<String, String> settings = new HashMap<>();
    private final String key = (UUID.randomUUID() + "-" + UUID.randomUUID()).substring(0, 40);
    private @Nullable Path home;
    private @Nullable Running running;

    private record Running(Process process, Output output, URI api, URI proxy) {}

    static ControlPlane withDefaults() {
        return new ControlPlane();
    }

    ControlPlane with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    ControlPlane without(String variable) {
        settings.remove(variable);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        // Short: sockets live under the home, and their paths end near 108 bytes.
        home = Files.createTempDirectory("it").toRealPath();
        Downloads.shareWith(home);
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            if (running != null) {
                stop();
            }
        } finally {
            for (long pid : Processes.left(home())) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
            deleteHome();
        }
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        Running now = running;
        if (now != null) {
            List<String> lines = now.output.soFar();
            System.out.println("--- the control plane of " + context.getDisplayName() + " printed:");
            lines.subList(Math.max(0, lines.size() - 200), lines.size()).forEach(System.out::println);
            System.out.println("---");
        }
    }

    /** Starts it, again too, and returns how long it took until it was ready. */
    Duration start() throws Exception {
        long begin = System.nanoTime();
        Process process = launch();
        Output output = new Output("the control plane", process.getInputStream());
        String line = output.firstLine("shuttle ready ", START).orElseThrow(() -> {
            process.destroyForcibly();
            return new AssertionError("The control plane was not ready within " + START + ". It printed:\n"
                    + String.join("\n", output.soFar()));
        });
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        Matcher ready = READY.matcher(line);
        assertTrue(ready.matches(), () -> "Not the contract's line: " + line);
        running = new Running(process, output, URI.create(ready.group(1)), URI.create(ready.group(2)));
        return took;
    }

    /** Starts it where it must refuse to, and returns what it said. */
    String startRefused() throws Exception {
        Process process = launch();
        Output output = new Output("the control plane", process.getInputStream());
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("It did not refuse. It printed:\n" + String.join("\n", output.toEnd()));
        }
        String said = String.join("\n", output.toEnd());
        assertNotEquals(0, process.exitValue(), said);
        return said;
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Java.executable(), "-jar", jar().toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("SHUTTLE_"));
        builder.environment().putAll(environment());
        return builder.redirectErrorStream(true).start();
    }

    private Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(Map.of(
                "SHUTTLE_HOME",
                home().toString(),
                "SHUTTLE_API_PORT",
                "0",
                "SHUTTLE_PROXY_PORT",
                "0",
                "SHUTTLE_API_KEY",
                key));
        all.putAll(settings);
        return all;
    }

    /** As SIGTERM does it: everything that it started ends with it. */
    void stop() throws Exception {
        Process process = running().process;
        process.destroy();
        boolean ended = process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        List<String> printed = running().output.soFar();
        running = null;
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> "Not stopped within " + STOP + ". It printed:\n" + String.join("\n", printed));
        assertEquals(0, process.exitValue(), () -> "It printed:\n" + String.join("\n", printed));
        assertEquals(Set.of(), Processes.left(home()), "Processes were left behind");
    }

    /** As a crash does it: what it started goes on. */
    void kill() throws InterruptedException {
        Process process = running().process;
        running = null;
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "kill -9 did not end it");
    }

    URI api() {
        return running().api;
    }

    URI proxy() {
        return running().proxy;
    }

    String key() {
        return key;
    }

    long pid() {
        return running().process.pid();
    }

    List<String> printed() {
        return running().output.soFar();
    }

    Path home() {
        if (home == null) {
            throw new IllegalStateException("Has no home yet: make it a static field with @RegisterExtension");
        }
        return home;
    }

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("The control plane does not run");
        }
        return running;
    }

    private static Path jar() {
        Path jar = Java.root().resolve("control-plane/target/control-plane.jar");
        assertTrue(Files.isRegularFile(jar), () -> jar + " is missing: build the module control-plane first");
        return jar;
    }

    private void deleteHome() throws IOException {
        try (Stream<Path> files = Files.walk(home())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
