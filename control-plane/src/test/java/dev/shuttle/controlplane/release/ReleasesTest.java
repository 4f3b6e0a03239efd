package dev.shuttle.controlplane.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shuttle.Isolation;
import dev.shuttle.controlplane.build.BuiltFiles;
import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.jdk.RecordedJdk;
import dev.shuttle.controlplane.packaging.UnrunnableException;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.protocol.Json;
import dev.shuttle.runtime.plan.EntryPoint;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.plan.ServicePlan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {

    private static final RecordedJdk JDK = new RecordedJdk(25, "/jdks/25", 21);

    private static final ServicePlan PLAN = new ServicePlan(
            "app",
            "app",
            new EntryPoint(
                    "app.App",
                    "(I)V",
                    List.of(new EntryPoint.Parameter("int", EntryPoint.Kind.PORT)),
                    EntryPoint.Returns.NOTHING),
            "/health",
            Isolation.DEFAULT,
            "",
            1,
            false,
            List.of("a note"),
            List.of(ResourceRequest.of("postgres", "default")));

    @TempDir
    Path temp;

    private Path home;
    private Path workspace;
    private Releases releases;

    @BeforeEach
    void built() throws IOException {
        home = temp.resolve("home");
        workspace = Files.createDirectories(temp.resolve("workspace"));
        releases = new Releases(home);
        write("classes/app/App.class", "app");
        write("lib.jar", "lib");
        write("other.jar", "other");
        write("module/classes/M.class", "m");
    }

    @Test
    void keepsAllThatItNeedsOutsideTheWorkspace() throws Exception {
        Release kept = keep("p", "d1", module("lib.jar", "module/classes", "other.jar"), PLAN);
        dev.shuttle.os.Trees.delete(workspace);

        Release read = new Releases(home).read("p", "d1");

        assertEquals(kept.digest(), read.digest());
        assertEquals(kept.classPath(), read.classPath());
        assertEquals(List.of(), read.arguments());
        assertEquals(PLAN, read.plan());
        Path release = home.resolve("releases/p/d1");
        assertEquals(release.resolve("classes"), read.classPath().get(0));
        assertEquals("app", Files.readString(release.resolve("classes/app/App.class")));
        assertEquals("lib", Files.readString(read.classPath().get(1)));
        assertEquals("m", Files.readString(read.classPath().get(2).resolve("M.class")));
        assertEquals("other", Files.readString(read.classPath().get(3)));
    }

    @Test
    void refusesASparseFileOfABuildBeforeItIsCopied() throws Exception {
        for (String sparse : List.of("classes/big.bin", "lib.jar", "module/classes/big.bin")) {
            write(sparse, "");
            try (RandomAccessFile file =
                    new RandomAccessFile(workspace.resolve(sparse).toFile(), "rw")) {
                file.setLength(300L << 30);
            }

            UnrunnableException refused =
                    assertThrows(UnrunnableException.class, () -> kept("p", "d1", module("lib.jar", "module/classes")));

            assertTrue(String.valueOf(refused.getMessage()).contains("307200 MiB"), refused.getMessage());
            assertFalse(Files.exists(home.resolve("releases/p/d1")));
            Files.delete(workspace.resolve(sparse));
            write("lib.jar", "lib");
        }
    }

    private Release kept(String project, String id, BuiltModule module) throws IOException, UnrunnableException {
        return releases.keep(
                project,
                id,
                new Releases.Content(
                        module,
                        PLAN,
                        module.baseDirectory(),
                        Set.of(),
                        Set.of(),
                        scratch -> Optional.empty(),
                        List.of(),
                        CommandWords.NONE,
                        JDK));
    }

    @Test
    void remembersItsJdkAndKnowsNoneOfAReleaseOfAnEarlierVersion() throws Exception {
        keep("p", "d1", module("lib.jar"), PLAN);
        assertEquals(JDK, new Releases(home).read("p", "d1").jdk());

        Path description = home.resolve("releases/p/d1/release.json");
        ObjectNode today = (ObjectNode) Json.MAPPER.readTree(description.toFile());
        today.remove("jdk");
        Json.MAPPER.writeValue(description.toFile(), today);

        assertNull(new Releases(home).read("p", "d1").jdk());
    }

    @Test
    void knowsNoResourcesOnTheClassOfAReleaseOfAnEarlierVersion() throws Exception {
        keep("p", "d1", module("lib.jar"), PLAN);
        Path description = home.resolve("releases/p/d1/release.json");
        ObjectNode today = (ObjectNode) Json.MAPPER.readTree(description.toFile());
        ((ObjectNode) today.get("plan")).remove("onClass");
        Json.MAPPER.writeValue(description.toFile(), today);

        assertEquals(List.of(), new Releases(home).read("p", "d1").plan().resources());
    }

    @Test
    void equalContentHasOneDigestAndOtherContentAnother() throws Exception {
        String digest = keep("p", "d1", module("lib.jar"), PLAN).digest();
        assertTrue(digest.matches("[0-9a-f]{64}"), digest);
        assertEquals(digest, keep("p", "d2", module("lib.jar"), PLAN).digest());
        assertNotEquals(digest, keep("p", "d3", module("other.jar"), PLAN).digest());
        write("classes/app/App.class", "changed");
        assertNotEquals(digest, keep("p", "d4", module("lib.jar"), PLAN).digest());
    }

    @Test
    void findsTheFilesOfAReleaseByItsDigestOnly() throws Exception {
        Release kept = keep("p", "d1", module("lib.jar"), PLAN);

        assertEquals(kept.classPath(), classPath("p", "d1", kept.digest()));
        assertThrows(IOException.class, () -> classPath("p", "d1", "0".repeat(64)));
    }

    @Test
    void computesTheDigestOfAReleaseThatAnOlderVersionKeptWithoutOne() throws Exception {
        Release kept = keep("p", "d1", module("lib.jar"), PLAN);
        Path file = home.resolve("releases/p/d1/release.json");
        String json = Files.readString(file);
        String old = json.replaceFirst(",\\s*\"digest\"\\s*:\\s*\"[0-9a-f]{64}\"", "")
                .replaceFirst(",\\s*\"names\"\\s*:\\s*\\[[^]]*]", "")
                .replaceFirst(",\\s*\"program\"\\s*:\\s*null", "")
                .replaceFirst(",\\s*\"arguments\"\\s*:\\s*\\[\\s*]", "");
        assertFalse(old.contains("names") || old.contains("arguments"), old);
        assertNotEquals(json, old);
        Files.writeString(file, old);

        Release read = new Releases(home).read("p", "d1");

        assertEquals(kept.digest(), read.digest());
        assertEquals(List.of(), read.arguments());
        assertEquals(kept.classPath(), classPath("p", "d1", read.digest()));
    }

    @Test
    void aLaterBuildThatChangesAJarChangesNoRelease() throws Exception {
        Release kept = keep("p", "d1", module("lib.jar"), PLAN);
        write("lib.jar", "changed");
        assertEquals("lib", Files.readString(kept.classPath().get(1)));
    }

    @Test
    void equalLibrariesAreKeptOnce() throws Exception {
        write("same.jar", "lib");
        keep("p", "d1", module("lib.jar", "other.jar"), PLAN);
        keep("q", "d2", module("same.jar"), PLAN);
        assertEquals(2, libraries().size());
    }

    @Test
    void neverFollowsALinkThatABuildLeft() throws Exception {
        Path secret = Files.writeString(temp.resolve("master.key"), "secret");
        Files.createSymbolicLink(workspace.resolve("classes/key"), secret);
        Files.createSymbolicLink(workspace.resolve("classes/all"), temp);
        Release kept = keep("p", "d1", module(), PLAN);
        try (Stream<Path> files = Files.list(kept.classPath().get(0))) {
            assertEquals(
                    List.of("app"),
                    files.map(file -> file.getFileName().toString()).toList());
        }
        Files.createSymbolicLink(workspace.resolve("link.jar"), secret);
        assertThrows(IOException.class, () -> keep("p", "d2", module("link.jar"), PLAN));
    }

    @Test
    void aFailureLeavesNothing() throws Exception {
        assertThrows(IOException.class, () -> keep("p", "d1", module("lib.jar", "absent.jar"), PLAN));

        assertThrows(NoSuchFileException.class, () -> releases.read("p", "d1"));
        assertFalse(Files.exists(home.resolve("releases/p")));
        releases.sweepLibraries();
        assertEquals(List.of(), libraries());
    }

    @Test
    void sweepsOnlyWhatNoReleaseNames() throws Exception {
        keep("p", "d1", module("lib.jar"), PLAN);
        keep("p", "d2", module("lib.jar", "other.jar"), PLAN);
        keep("q", "d3", module("other.jar"), PLAN);

        releases.delete("q", "d3");
        releases.sweepLibraries();
        assertEquals(2, libraries().size());
        releases.delete("p", "d2");
        releases.delete("p", "d2");
        releases.sweepLibraries();

        assertEquals(1, libraries().size());
        releases.read("p", "d1");
        assertThrows(NoSuchFileException.class, () -> releases.read("p", "d2"));
    }

    @Test
    void sweepsNothingWhileAReleaseCannotBeRead() throws Exception {
        keep("p", "d1", module("lib.jar"), PLAN);
        Files.writeString(home.resolve("releases/p/d1/release.json"), "{");
        assertThrows(IOException.class, releases::sweepLibraries);
        assertEquals(1, libraries().size());
    }

    @Test
    void sweepingBesideKeepingTakesNothingAway() throws Exception {
        var executor = Executors.newFixedThreadPool(3);
        try {
            Future<?> sweeper = executor.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    releases.sweepLibraries();
                }
                return null;
            });
            List<Callable<Release>> keepers = IntStream.range(0, 50)
                    .<Callable<Release>>mapToObj(i -> () -> {
                        String name = "lib" + i + ".jar";
                        write(name, name);
                        return keep("p", "d" + i, module(name), PLAN);
                    })
                    .toList();
            for (Future<Release> kept : executor.invokeAll(keepers)) {
                assertTrue(Files.exists(kept.get().classPath().get(1)));
            }
            sweeper.get();
        } finally {
            executor.shutdownNow();
        }
        releases.sweepLibraries();
        assertEquals(50, libraries().size());
    }

    @Test
    void namesThatArePathsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> releases.read("..", "d1"));
        assertThrows(IllegalArgumentException.class, () -> releases.delete("p", "../q"));
        assertThrows(IllegalArgumentException.class, () -> releases.delete(".aside", "d1"));
    }

    private Release keep(String project, String id, BuiltModule module, ServicePlan plan) throws IOException {
        try {
            return releases.keep(
                    project,
                    id,
                    new Releases.Content(
                            module,
                            plan,
                            module.baseDirectory(),
                            Set.of(),
                            Set.of(),
                            scratch -> Optional.empty(),
                            List.of(),
                            CommandWords.NONE,
                            JDK));
        } catch (UnrunnableException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> classPath(String project, String id, String digest) throws IOException {
        return releases.read(project, id, digest).classPath();
    }

    private BuiltModule module(String... classPath) {
        return new BuiltModule(
                "app",
                "jar",
                workspace,
                workspace.resolve("classes"),
                null,
                List.of(),
                Stream.of(classPath).map(workspace::resolve).toList(),
                new BuiltFiles(workspace, workspace, workspace, OsUser.OURSELVES));
    }

    private void write(String name, String text) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void theFolderHasTheOutputsThatTheCommandNamesAndTheClassesOfAClassPath() throws Exception {
        write("classes/app/App.class", "app");
        Path war = Files.writeString(
                Files.createDirectories(workspace.resolve("target")).resolve("a.war"), "war");
        ServicePlan program = new ServicePlan(
                "app",
                "app",
                new EntryPoint("app.App", "([Ljava/lang/String;)V", List.of(), EntryPoint.Returns.NOTHING),
                "",
                Isolation.DEFAULT,
                "",
                1,
                false,
                List.of(),
                List.of());

        for (ServicePlan plan : List.of(program, PLAN)) {
            Release kept = releases.keep(
                    "p",
                    plan.entryPoint().isProgram() ? "program" : "service",
                    new Releases.Content(
                            module("lib.jar"),
                            plan,
                            module("lib.jar").baseDirectory(),
                            Set.of(),
                            Set.of(war),
                            scratch -> Optional.empty(),
                            List.of(),
                            CommandWords.NONE,
                            JDK));

            Path folder = Objects.requireNonNull(kept.folder());
            assertEquals("war", Files.readString(folder.resolve("target/a.war")));
            assertEquals(plan.entryPoint().isProgram(), Files.exists(folder.resolve("classes/app/App.class")));
        }
    }

    private List<Path> libraries() throws IOException {
        if (!Files.exists(home.resolve("libs"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.resolve("libs"))) {
            return files.toList();
        }
    }
}
