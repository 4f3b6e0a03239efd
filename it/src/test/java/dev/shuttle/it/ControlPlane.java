package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final Duration START = Duration.ofMinutes(2);

    /** The contract's. */
    private static final Duration STOP = Duration.ofSeconds(30);

    /** To write the archive of classes too, for which a busy machine has taken longer than for all the rest. */
    private static final Duration ARCHIVE = Duration.ofMinutes(3);

    /** It lives for seconds, and spends most of them starting: what C2 would compile is never used. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    private final Map<String, String> settings = new HashMap<>();
    private int uid;
    private String key = (UUID.randomUUID() + "-" + UUID.randomUUID()).substring(0, 40);
    private final List<String> prefix = new ArrayList<>();
    private int diskMegabytes;
    private @Nullable SmallDisk disk;
    private @Nullable Path home;
    private @Nullable Running running;
    private @Nullable Addresses elsewhere;
    private boolean killable;
    private boolean asShipped;
    private @Nullable Path archive;
    private @Nullable Killer killer;
    private @Nullable Place atStart;

    private record Place(KillPoint point, int passage) {}

    private record Addresses(URI api, URI proxy) {}

    private record Running(Process process, Output output, URI api, URI proxy) {}

    static ControlPlane withDefaults() {
        return new ControlPlane();
    }

    /** One on a home that is there already; to be started, stopped and deleted by the caller. */
    static ControlPlane on(Path home) {
        ControlPlane controlPlane = new ControlPlane();
        controlPlane.home = home;
        return controlPlane;
    }

    /** One that a test starts and stops in its own way: only its addresses and its key are known here. */
    static ControlPlane startedElsewhere(URI api, URI proxy) {
        ControlPlane controlPlane = new ControlPlane();
        controlPlane.elsewhere = new Addresses(api, proxy);
        return controlPlane;
    }

    ControlPlane with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** With that key of its administrator, instead of one of its own. */
    ControlPlane withKey(String administrators) {
        key = administrators;
        return this;
    }

    /** Behind a command that sets limits and becomes what comes behind it, such as {@code prlimit}. */
    ControlPlane behind(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    /** Its home on a disk of its own; the class is skipped where there can be none. */
    ControlPlane onDiskOf(int megabytes) {
        diskMegabytes = megabytes;
        return this;
    }

    /** Runs as that user, who need not have a name, instead of as root; with a repository of its own. */
    ControlPlane asUser(int number) {
        uid = number;
        return this;
    }

    ControlPlane without(String variable) {
        settings.remove(variable);
        return this;
    }

    /** It can be ended at a place in its code; costs it some tenths of a second at each start. */
    ControlPlane killable() {
        killable = true;
        return this;
    }

    /** With the JVM's own defaults, for what measures it. */
    ControlPlane asShipped() {
        asShipped = true;
        return this;
    }

    /** Its JVM leaves the classes that it has loaded in that file when it ends, for those of later starts. */
    ControlPlane archivingTo(Path file) {
        archive = file;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        UsedHome used = UsedHome.get();
        // Short: sockets live under the home, and their paths end near 108 bytes.
        home = Files.createTempDirectory("it").toRealPath();
        if (diskMegabytes > 0) {
            disk = SmallDisk.at(home, diskMegabytes);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x--x"));
        }
        if (uid != 0) {
            Files.setAttribute(home, "unix:uid", uid);
        } else if (diskMegabytes > 0) {
            Downloads.shareWith(home);
        } else {
            used.copyTo(home);
        }
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
            if (disk != null) {
                disk.close();
            }
            deleteHome();
        }
    }

    SmallDisk disk() {
        return Objects.requireNonNull(disk);
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
        return ready(process, new Output("the control plane", process.getInputStream()), begin);
    }

    private Duration ready(Process process, Output output, long begin) throws InterruptedException {
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

    /** Starts another one beside it, which is to take its place. */
    Successor beginTakeover() throws Exception {
        Process process = launch("server", "--takeover");
        return new Successor(
                process, new Output("the other control plane", process.getInputStream()), System.nanoTime());
    }

    /** One that was started, but perhaps never serves. */
    record Successor(Process process, Output output, long begun) {
        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), "kill -9 did not end it");
        }
    }

    /** Awaits that it serves; returns the time from its start. From then on this is that one. */
    Duration becomes(Successor successor) throws InterruptedException {
        return ready(successor.process, successor.output, successor.begun);
    }

    /** Starts another one in its place, and returns once the one before has ended by itself; with the time to be ready. */
    Duration takeOver() throws Exception {
        Running before = running();
        Duration took = becomes(beginTakeover());
        boolean ended = before.process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        List<String> printed = before.output.soFar();
        assertTrue(ended, () -> "The one before did not end. It printed:\n" + String.join("\n", printed));
        assertEquals(0, before.process.exitValue(), () -> "It printed:\n" + String.join("\n", printed));
        return took;
    }

    /** Starts another one in its place, with other settings, where it must fail; returns what it said. */
    String takeOverRefused(Map<String, String> others) throws Exception {
        Map<String, String> kept = new HashMap<>(settings);
        settings.putAll(others);
        try {
            Ended ended = command("server", "--takeover");
            assertNotEquals(0, ended.exitCode, ended.printed);
            return ended.printed;
        } finally {
            settings.clear();
            settings.putAll(kept);
        }
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

    /** Runs a command of the jar on this home, beside the server or without it. */
    Ended command(String... arguments) throws Exception {
        Process process = launch(arguments);
        Output output = new Output(arguments[0], process.getInputStream());
        if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(arguments[0] + " did not end. It printed:\n" + String.join("\n", output.toEnd()));
        }
        return new Ended(process.exitValue(), String.join("\n", output.toEnd()));
    }

    /** Changes its store while it is stopped. */
    void h2(String sql) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder(
                        Java.executable(),
                        "-cp",
                        jar().toString(),
                        "org.h2.tools.Shell",
                        "-url",
                        "jdbc:h2:" + home().resolve("store/shuttle"),
                        "-user",
                        "shuttle",
                        "-password",
                        "",
                        "-sql",
                        sql)
                .inheritIO()
                .start();
        assertTrue(shell.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, shell.exitValue());
    }

    /** A command's exit code, and what it printed. */
    record Ended(int exitCode, String printed) {}

    private Process launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        if (uid != 0) {
            String user = Integer.toString(uid);
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"));
        }
        command.add(Java.executable());
        Killer next = killable && arguments.length == 0 ? new Killer() : null;
        if (next != null) {
            command.add(next.agent());
        }
        command.addAll(options());
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("SHUTTLE_"));
        builder.environment().putAll(environment());
        Process process = builder.redirectErrorStream(true).start();
        if (next != null) {
            attach(next, process);
        }
        return process;
    }

    private List<String> options() {
        if (asShipped) {
            return List.of();
        }
        List<String> options = new ArrayList<>(SHORT_LIVED);
        if (archive != null) {
            options.add("-XX:ArchiveClassesAtExit=" + archive);
        } else {
            UsedHome.classes().ifPresent(classes -> options.add("-XX:SharedArchiveFile=" + classes));
        }
        return options;
    }

    private void attach(Killer next, Process process) throws Exception {
        try (next) {
            if (atStart != null) {
                next.arm(atStart.point, atStart.passage);
                atStart = null;
            }
            next.attach(process);
            killer = next;
        }
    }

    private Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(Map.of(
                "SHUTTLE_HOME",
                home().toString(),
                "SHUTTLE_API_PORT",
                "0",
                "SHUTTLE_PROXY_PORT",
                "0",
                "SHUTTLE_STANDBY_TIME", // tests that wait for the end of a replaced version wait no longer
                "PT0S",
                "SHUTTLE_API_KEY",
                key));
        all.putAll(settings);
        return all;
    }

    /** As SIGTERM does it: everything that it started ends with it. */
    void stop() throws Exception {
        Process process = running().process;
        process.destroy();
        Duration bound = archive == null ? STOP : ARCHIVE;
        boolean ended = process.waitFor(bound.toSeconds(), TimeUnit.SECONDS);
        List<String> printed = running().output.soFar();
        running = null;
        if (!ended) {
            process.destroyForcibly();
        }
        assertTrue(ended, () -> "Not stopped within " + bound + ". It printed:\n" + String.join("\n", printed));
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

    /** Ends it as soon as it comes by there for that number of times, counted from now. */
    void killAt(KillPoint point, int passage) {
        if (killer == null) {
            throw new IllegalStateException("Make it killable() first");
        }
        killer.arm(point, passage);
    }

    /** Whether it ended at the place where it was to, within that time. */
    boolean isKilled(Duration within) throws InterruptedException {
        Process process = running().process;
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        assertEquals(KILLED, process.exitValue(), () -> String.join("\n", printed()));
        running = null;
        return true;
    }

    /** Starts it and ends it at a place on its way; false if it came to be ready without passing there, and runs. */
    boolean startAndKillAt(KillPoint point, int passage) throws Exception {
        atStart = new Place(point, passage);
        long begin = System.nanoTime();
        Process process = launch();
        Output output = new Output("the control plane", process.getInputStream());
        if (output.firstLine("shuttle ready ", START).isEmpty()) {
            assertTrue(process.waitFor(10, TimeUnit.SECONDS), () -> "It stands still at " + point);
            assertEquals(KILLED, process.exitValue(), () -> String.join("\n", output.soFar()));
            return true;
        }
        ready(process, output, begin);
        return false;
    }

    /** Stops it and ends it at a place on its way; false if it ended in order without passing there. */
    boolean stopAndKillAt(KillPoint point, int passage) throws Exception {
        killAt(point, passage);
        Process process = running().process;
        List<String> printed = running().output.soFar();
        process.destroy();
        assertTrue(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS), () -> "It stands still at " + point);
        running = null;
        assertTrue(Set.of(0, KILLED).contains(process.exitValue()), () -> String.join("\n", printed));
        return process.exitValue() == KILLED;
    }

    URI api() {
        return elsewhere == null ? running().api : elsewhere.api;
    }

    URI proxy() {
        return elsewhere == null ? running().proxy : elsewhere.proxy;
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

    static Path jar() {
        Path jar = Java.root().resolve("control-plane/target/control-plane.jar");
        assertTrue(Files.isRegularFile(jar), () -> jar + " is missing: build the module control-plane first");
        return jar;
    }

    void deleteHome() throws IOException {
        try (Stream<Path> files = Files.walk(home())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
