package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM of its own uses up its file descriptors, and looks at a process that runs. */
@Timeout(60)
class DescriptorsExhaustedTest {

    @Test
    void anErrorOfLookingIsNotAnAnswer() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            String java = ProcessHandle.current().info().command().orElseThrow();
            Process looking = new ProcessBuilder(
                            "sh",
                            "-c",
                            "ulimit -n 64; exec \"$@\"",
                            "sh",
                            java,
                            "-Xshare:auto",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Looking.class.getName(),
                            Long.toString(sleeper.pid()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(looking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            looking.waitFor(10, TimeUnit.SECONDS);
            assertEquals(
                    List.of(
                            "the JDK: gone",
                            "alive: true",
                            "find: cannot be looked at",
                            "port: cannot be told",
                            "list: cannot be told",
                            "afterwards: true true true"),
                    said.lines().toList());
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
    }

    /** Its main. */
    static final class Looking {
        private Looking() {}

        public static void main(String[] args) throws Exception {
            ProcessHandle sleeper = ProcessHandle.of(Long.parseLong(args[0])).orElseThrow();
            int port = LoopbackPorts.next();
            look(sleeper, port, new ArrayList<>()); // loads the classes, which needs descriptors too
            Uninterruptibles.sleep(Duration.ofMillis(1));
            List<String> said = new ArrayList<>();
            List<FileInputStream> open = new ArrayList<>();
            try {
                while (open.size() < 1000) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException full) {
                look(sleeper, port, said);
            }
            for (FileInputStream each : open) {
                each.close();
            }
            said.add("afterwards: " + ProcFs.isAlive(sleeper) + " "
                    + ProcFs.find(sleeper.pid()).isPresent() + " " + LoopbackPorts.isFree(port));
            said.forEach(System.out::println);
        }

        private static void look(ProcessHandle sleeper, int port, List<String> said) {
            said.add("the JDK: " + (sleeper.isAlive() ? "alive" : "gone"));
            said.add("alive: " + ProcFs.isAlive(sleeper));
            try {
                said.add("find: " + ProcFs.find(sleeper.pid()).isPresent());
            } catch (IOException e) {
                said.add("find: cannot be looked at");
            }
            try {
                said.add("port: " + LoopbackPorts.isFree(port));
            } catch (IOException e) {
                said.add("port: cannot be told");
            }
            try {
                said.add("list: " + !ProcFs.pids().isEmpty());
            } catch (java.io.UncheckedIOException e) {
                said.add("list: cannot be told");
            }
        }
    }
}
