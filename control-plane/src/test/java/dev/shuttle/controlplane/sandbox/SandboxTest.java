package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.os.LoopbackClients;
import dev.shuttle.os.ProcFs;
import dev.shuttle.os.ShortProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, in whatever this machine has; a restart of the sandbox is one of the control plane. */
class SandboxTest {

    private static final Sandbox.Limits LIMITS = new Sandbox.Limits(256L << 20, 128L << 20);

    @TempDir
    Path folder;

    private Path home;
    private Database database;
    private Sandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        home = Files.createDirectory(folder.toRealPath().resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        Files.writeString(home.resolve("master.key"), "a key");
        database = Database.open(Database.urlIn(folder.resolve("store")));
        sandbox = Sandbox.open(home, database, LIMITS, List.of());
    }

    @AfterEach
    void close() {
        sandbox.close();
        database.close();
    }

    @Test
    void aCommandRunsInItsDirectoryAndItsExitCodeComesBack() throws Exception {
        Confinement build = sandbox.build("p", "1");
        Process process = start(build, "pwd > here; exit 7");

        assertEquals(7, exit(process));
        assertEquals(work().toString(), Files.readString(work().resolve("here")).strip());
        build.end();
    }

    @Test
    void underBubblewrapTheHomeIsNotThere() throws Exception {
        assumeTrue(sandbox.isolation().bubblewrap());
        Confinement build = sandbox.build("p", "1");

        assertEquals(1, exit(start(build, "test -e " + home.resolve("master.key"))));
        assertEquals(0, exit(start(build, "test $(ls -d /proc/[0-9]* | wc -l) -lt 9")));
        build.end();
    }

    @Test
    void underBubblewrapAUserHasItsName() throws Exception {
        assumeTrue(sandbox.isolation().bubblewrap() && sandbox.isolation().users());
        Confinement build = sandbox.build("p", "1");
        Confinement host = sandbox.host("p", "2");

        assertEquals(0, exit(start(build, "test \"$(whoami) $(id -gn)\" = 'build build'")));
        assertEquals(0, exit(start(host, "test \"$(whoami) $(id -nu 0)\" = 'app root'")));
        assertEquals(List.of("build", "app"), List.of(build.userName(), host.userName()));
        build.end();
        host.end();
    }

    @Test
    void aProbeRunsAsAProjectWould() throws Exception {
        Path program = folder.toRealPath().resolve("program");
        Files.writeString(program, "#!/bin/sh\ncat \"$1\"; id -u; exit 7\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path key = Files.writeString(folder.resolve("key"), "secret");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assumeTrue(sandbox.isolation().users());

        ShortProcess outcome =
                sandbox.probe(List.of(program.toString(), key.toString()), List.of(program, program.getParent()));

        assertEquals(7, outcome.exitCode(), outcome::output);
        assertFalse(outcome.output().contains("secret"), outcome::output);
        assertFalse(outcome.output().endsWith("\n0\n"), outcome::output);
    }

    @Test
    void asRootEachProjectHasUsersOfItsOwn() throws Exception {
        assumeTrue(sandbox.isolation().users());

        int first = sandbox.build("p", "1").account().uid();
        assertEquals(first + 1, sandbox.host("p", "2").account().uid());
        assertEquals(first + 2, sandbox.build("q", "3").account().uid());
        assertFalse(sandbox.build("q", "3").account().isOwn(home.resolve("master.key")));
        List.of("1", "3").forEach(id -> endBuild(id));
        sandbox.discard("2");
    }

    /** By an operator who tightens modes: each service would be told that it does not start. */
    @Test
    void aHomeThatSomebodyHasClosedIsPassedThroughAgain() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Confinement host = sandbox.host("p", "1");

        assertEquals(0, exit(start(host, "true")));
        assertEquals(PosixFilePermissions.fromString("rwx-----x"), Files.getPosixFilePermissions(home));
        host.end();
    }

    @Test
    void theEndOfABuildEndsItsReparentedProcesses() throws Exception {
        assumeTrue(sandbox.isConfining());
        Confinement build = sandbox.build("p", "1");
        Process process = start(build, "env -i setsid sleep 31340.5 & sleep 31340.5");
        await(() -> sleeping() == 2);

        process.toHandle().destroyForcibly();
        build.end();

        await(() -> sleeping() == 0);
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
    }

    @Test
    void whatABuildOfARunBeforeHasLeftEndsWithTheNextStart() throws Exception {
        assumeTrue(sandbox.isolation().users() || sandbox.isolation().controlGroups() > 0);
        Process process = start(sandbox.build("p", "1"), "env -i setsid sleep 31340.5 & sleep 31340.5");
        await(() -> sleeping() == 2);

        sandbox = Sandbox.open(home, database, LIMITS, List.of());

        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        assertEquals(0, sleeping());
    }

    @Test
    void aHostGoesOnThroughTheNextStartAndIsFoundAgain() throws Exception {
        Process process = start(sandbox.host("p", "1"), "sleep 31340.5");
        await(() -> sleeping() == 1);

        sandbox = Sandbox.open(home, database, LIMITS, List.of());

        assertEquals(1, sleeping());
        Confinement found = sandbox.left("p", "1");
        process.toHandle().destroyForcibly();
        found.end();
        found.endAccount();
        ProcessHandle.allProcesses().filter(this::isSleep).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void tooMuchMemoryIsNamedAsTheReason() throws Exception {
        assumeTrue(sandbox.isolation().controllers().contains("memory"));
        Confinement build = sandbox.build("p", "1");

        int exit = exit(start(build, "head -c 1G /dev/zero | tail -n 1 > /dev/null"));
        build.end();

        assertTrue(exit != 0, () -> "exit code " + exit);
        assertEquals(
                "took more than 128 MiB of memory and was killed by the kernel",
                build.memoryExceeded().orElse("nothing"));
    }

    @Test
    void aForkBombIsBoundedAndEnds() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Confinement build = sandbox.build("p", "1");
        Path count = work().resolve("count");

        // A shell that cannot fork ends.
        exit(start(build, "(while :; do sleep 300 & echo; done) > " + count + " 2> /dev/null"));
        build.end();

        int forks = Files.readAllLines(count).size();
        assertTrue(forks > 500 && forks < 1024, () -> forks + " processes");
        int user = build.account().uid();
        assertTrue(ProcFs.pids().stream().noneMatch(pid -> ProcFs.uid(pid) == user), "Some are left");
    }

    /** As a home and a copy of it are, beside each other on one machine. */
    @Test
    void anotherHomesProcessesOfTheSameUserGoOn() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Path other = Files.createDirectory(folder.toRealPath().resolve("other"));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx--x--x"));
        try (Sandbox copy = Sandbox.open(other, database, LIMITS, List.of())) {
            Confinement theirs = sandbox.host("p", "1");
            Confinement ours = copy.host("p", "1");
            assertEquals(theirs.account(), ours.account());
            Process service = start(theirs, "env -i setsid sleep 31340.5 & sleep 31340.5");
            Process inCopy = start(ours, "env -i setsid sleep 31340.5 & sleep 31340.5");
            await(() -> sleeping() == 4);

            ours.end();
            ours.endAccount();
            Sandbox.open(other, database, LIMITS, List.of()).close();

            assertTrue(inCopy.waitFor(5, TimeUnit.SECONDS));
            assertTrue(service.isAlive());
            assertEquals(2, sleeping());
            theirs.end();
            theirs.endAccount();
            await(() -> sleeping() == 0);
        }
    }

    @Test
    void onlyTheAccountOwnsItsFiles() throws IOException {
        assumeTrue(sandbox.isolation().users());
        OsUser account = sandbox.build("p", "1").account();
        Path tree = Files.createDirectories(home.resolve("tree/deep"));
        Files.createSymbolicLink(tree.resolve("link"), home.resolve("master.key"));

        account.own(home.resolve("tree"));

        assertTrue(account.isOwn(tree) && account.isOwn(tree.resolve("link")));
        assertFalse(account.isOwn(home.resolve("master.key")), "A link was followed");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("tree"))));
        endBuild("1");
    }

    private void endBuild(String id) {
        try {
            sandbox.build("p", id).end();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aServiceThatTakesTheConnectionsOfASharedServerIsEndedAndItsNeighbourIsNot() throws Exception {
        assumeTrue(sandbox.isolation().users());
        Process process = new ProcessBuilder("sleep", "300").start();
        try (ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress())) {
            sandbox.contain("PostgreSQL", process.pid(), server.getLocalPort());
            Confinement greedy = sandbox.host("greedy", "1");
            Confinement modest = sandbox.host("modest", "2");
            Process neighbour = start(modest, connecting(150, server));
            try {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (LoopbackClients.of(Set.of(server.getLocalPort())).size() < 150) {
                    assertTrue(System.nanoTime() < deadline, "The neighbour does not connect");
                    Thread.sleep(10);
                }
                assertEquals(137, exit(start(greedy, connecting(250, server))));
                assertTrue(neighbour.isAlive());
                String reason = greedy.connectionsExceeded().orElse("nothing");
                assertTrue(reason.matches("had 2\\d\\d connections to PostgreSQL open and was ended: .*"), reason);
                assertEquals(Optional.empty(), modest.connectionsExceeded());
                Confinement startedAgain = sandbox.host("greedy", "3");
                assertEquals(Optional.empty(), startedAgain.connectionsExceeded(), "The reason of the one before");
                startedAgain.end();
            } finally {
                greedy.end();
                modest.end();
                exit(neighbour);
            }
        } finally {
            exit(process.destroyForcibly());
        }
    }

    private static String connecting(int times, ServerSocket server) {
        return "exec bash -c 'for i in {1.." + times + "}; do exec {open}<>/dev/tcp/127.0.0.1/" + server.getLocalPort()
                + "; done; exec sleep 300'";
    }

    @Test
    void aSharedServerIsInAGroupOfItsOwnThatGoesWithIt() throws Exception {
        assumeTrue(sandbox.isolation().controlGroups() > 0);
        Process server = new ProcessBuilder("sleep", "300").start();
        try {
            sandbox.contain("server", server.pid(), 1);
            String groups = Files.readString(Path.of("/proc/" + server.pid() + "/cgroup"));
            assertTrue(groups.contains("/s-server"), groups);
        } finally {
            exit(server.destroyForcibly());
        }
        sandbox.close();
        try (Stream<Path> left = Files.find(Path.of("/sys/fs/cgroup"), 8, (path, is) -> path.endsWith("s-server"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** The JDK looks for a program without one along our own PATH, which may have an empty part: the folder of the project's. */
    @Test
    void theFirstProgramIsStartedByItsPath() throws Exception {
        Confinement confinement = sandbox.build("p", "d");
        Mounts view = new Mounts(Files.createDirectories(work()), List.of(), List.of());
        String first = confinement
                .confined(List.of("/bin/true"), view, work(), home.resolve("script"))
                .get(0);
        confinement.end();

        assertTrue(Path.of(first).isAbsolute(), first);
    }

    private Path work() {
        return home.resolve("work");
    }

    private Process start(Confinement confinement, String script) throws IOException {
        Files.createDirectories(work());
        confinement.account().own(work());
        Mounts view = new Mounts(work(), List.of(), List.of(work()));
        List<String> command = new ArrayList<>(confinement.confined(
                List.of("sh", "-c", script), view, work(), home.resolve("script-" + System.nanoTime())));
        return new ProcessBuilder(command)
                .directory(work().toFile())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "It does not end");
        return process.exitValue();
    }

    private long sleeping() {
        return ProcessHandle.allProcesses().filter(this::isSleep).count();
    }

    private boolean isSleep(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("sleep")
                && process.info().arguments().map(List::of).orElse(List.of()).contains("31340.5");
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "waited for 30 s");
            Thread.sleep(20);
        }
    }
}
