package dev.shuttle.controlplane.host.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A control plane that is killed while it makes a host's directory leaves any part of it. */
class KilledLaunchTest {
    private static final List<String> FILES =
            List.of("home/", "run/", "token", "out", "err", "socket-path", "port", "pid");

    @TempDir
    Path home;

    private Path made(int files, byte[] content) throws IOException {
        Path host = Files.createDirectories(home.resolve("hosts/d" + files + "-" + content.length));
        for (String name : FILES.subList(0, files)) {
            if (name.endsWith("/")) {
                Files.createDirectory(host.resolve(name));
            } else {
                Files.write(host.resolve(name), content);
            }
        }
        return host;
    }

    private void start() throws Exception {
        try (DedicatedRunner runner = new DedicatedRunner(
                home,
                List.of(),
                List.of(),
                Sandbox.none(new Sandbox.Limits(1L << 30, 1L << 30)),
                release -> {
                    throw new IOException("nothing is started");
                },
                null)) {
            assertEquals(Map.of(), runner.adopt(Map.of(), adopted -> {}));
        }
        try (Stream<Path> left = Files.list(home.resolve("hosts"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void theNextStartRemovesIt() throws Exception {
        for (int files = 0; files <= FILES.size(); files++) {
            made(files, new byte[0]);
            made(files, new byte[] {0, (byte) 0xff});
        }
        start();
    }

    /** After a restart of the machine, a number may be that of any process, and of its session. */
    @Test
    void anotherProcessThatHasTheNumberGoesOn() throws Exception {
        Process other = new ProcessBuilder("setsid", "sh", "-c", "sleep 60 & echo $$; wait").start();
        try {
            long pid = Long.parseLong(String.valueOf(other.inputReader().readLine()));
            Path host = made(FILES.size(), new byte[0]);
            Files.writeString(host.resolve("pid"), Long.toString(pid));

            start();

            assertTrue(ProcessHandle.of(pid).orElseThrow().isAlive());
            assertEquals(1, ProcessHandle.of(pid).orElseThrow().children().count());
        } finally {
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            other.destroyForcibly();
        }
    }
}
