package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A systemd of its own, with the files of this machine, of which it can change none. Only root can have one, and not in every
 * container: elsewhere the test is skipped, and says so.
 */
final class Systemd implements AutoCloseable {
    private static final Path SCRIPT = Java.root().resolve("it/src/test/resources/systemd");
    private static final Duration BOOT = Duration.ofSeconds(30);

    /** Longer than the unit's limits. */
    private static final Duration COMMAND = Duration.ofMinutes(6);

    private final Path folder;
    private final Process process;
    private final Output output;

    private Systemd(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.output = new Output("systemd", process.getInputStream());
    }

    static Systemd start(Path folder) throws Exception {
        if (!Files.isExecutable(Path.of("/lib/systemd/systemd")) || !Machine.isRoot()) {
            throw skipped("it is not installed, or we are not root");
        }
        Process process = new ProcessBuilder("sh", SCRIPT.toString(), folder.toString())
                .redirectErrorStream(true)
                .start();
        Systemd systemd = new Systemd(folder, process);
        try {
            Await.until("systemd to run", BOOT, () -> !process.isAlive() || systemd.runs(), over -> over);
        } catch (Exception | AssertionError e) {
            systemd.close();
            throw e;
        }
        if (!process.isAlive()) {
            systemd.close();
            throw skipped(String.join(" ", systemd.output.toEnd()));
        }
        return systemd;
    }

    static RuntimeException skipped(String why) {
        System.err.println("WARNING: SYSTEMD CANNOT BE RUN HERE: docs/systemd IS NOT TRIED (" + why + ")");
        return abort("systemd cannot be run here: " + why);
    }

    private boolean runs() throws Exception {
        return first().isPresent()
                && List.of("running", "degraded")
                        .contains(command("systemctl", "is-system-running").printed());
    }

    /** Its first process, as this machine sees it; not before it is one: what is there until then has this machine's files. */
    private Optional<ProcessHandle> first() {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("/systemd"))
                .findFirst();
    }

    /** A file as its processes see it. */
    Path file(String path) {
        return Path.of("/proc/" + first().orElseThrow().pid() + "/root" + path);
    }

    /** Runs a command among its processes. */
    ControlPlane.Ended command(String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                Long.toString(first().orElseThrow().pid()),
                "--pid",
                "--mount",
                "--uts",
                "--ipc",
                "--cgroup",
                "--wd=/",
                "--"));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("SYSTEMD_PAGER", "");
        Process running = builder.start();
        Output printed = new Output(command[0], running.getInputStream());
        if (!running.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
            running.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end");
        }
        return new ControlPlane.Ended(running.exitValue(), String.join("\n", printed.toEnd()));
    }

    /** One that must succeed. */
    String run(String... command) throws Exception {
        ControlPlane.Ended ended = command(command);
        assertEquals(
                0,
                ended.exitCode(),
                () -> String.join(" ", command) + "\nprinted:\n" + ended.printed() + "\n" + journal());
        return ended.printed();
    }

    /** The last of what its services have printed. */
    String journal() {
        try {
            return command("journalctl", "--no-pager", "--lines=100").printed();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** The command lines of all that runs, without the programs of systemd itself. */
    List<String> processes() throws Exception {
        return command("ps", "-e", "-o", "args=")
                .printed()
                .lines()
                .filter(each -> !each.contains("/systemd") && !each.startsWith("ps "))
                .toList();
    }

    @Override
    public void close() throws Exception {
        Optional<ProcessHandle> first = first();
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        if (first.isPresent()) { // with it, the kernel ends all others
            Await.until(
                    "systemd to end", Duration.ofSeconds(10), () -> first.get().isAlive(), alive -> !alive);
        }
        removeGroups();
    }

    private void removeGroups() throws Exception {
        Path named = folder.resolve("group");
        if (!Files.exists(named)) {
            return;
        }
        Path group = Path.of(Files.readString(named).strip());
        Await.until("its control groups to be empty", Duration.ofSeconds(10), () -> removed(group), gone -> gone);
    }

    private static boolean removed(Path group) throws IOException {
        if (!Files.isDirectory(group)) {
            return true;
        }
        try (Stream<Path> all = Files.walk(group)) {
            for (Path each : all.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                if (!each.toFile().delete()) {
                    return false;
                }
            }
            return true;
        }
    }
}
