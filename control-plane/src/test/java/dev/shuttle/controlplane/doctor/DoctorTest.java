package dev.shuttle.controlplane.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.shuttle.controlplane.Home;
import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.egress.Way;
import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.jdk.TestJdk;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path folder;

    private Path home;
    private HttpServer repository;
    private @Nullable Duration every;
    private List<Jdk> jdks = List.of();
    private final List<Finding> findings = new ArrayList<>();

    @BeforeEach
    void aRepository() throws Exception {
        home = folder.resolve("home");
        repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        repository.start();
    }

    @AfterEach
    void close() {
        repository.stop(0);
    }

    private boolean look(int port) {
        findings.clear();
        URI maven = URI.create("http://127.0.0.1:" + repository.getAddress().getPort() + "/");
        return new Doctor(new Doctor.Parts(
                        home,
                        "127.0.0.1",
                        port,
                        "127.0.0.1",
                        0,
                        false,
                        null,
                        true,
                        true,
                        jdks,
                        maven,
                        Way.DIRECT,
                        false,
                        every))
                .look(findings::add);
    }

    private Finding of(String subject) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " is not among " + findings));
    }

    private void fails(String subject, String saying) {
        Finding finding = of(subject);
        assertEquals(Finding.Level.FAIL, finding.level(), finding::toString);
        assertTrue(finding.text().contains(saying), finding::toString);
    }

    @Test
    void listsTheJdksThatProjectsMayAskForAndNamesOneThatDoesNotRun() throws Exception {
        jdks = List.of(TestJdk.running(folder, "21.0.5"), TestJdk.failing(folder, "25.0.1", "no such libjvm"));

        assertFalse(look(0));

        List<Finding> found =
                findings.stream().filter(each -> each.subject().equals("JDKs")).toList();
        assertEquals(
                List.of(Finding.Level.OK, Finding.Level.FAIL),
                found.stream().map(Finding::level).toList());
        assertEquals("21.0.5 in " + jdks.get(0).home(), found.get(0).text());
        assertEquals(
                "25.0.1 in " + jdks.get(1).home() + " does not run (no such libjvm): repair it, or remove it.",
                found.get(1).text());
    }

    @Test
    void beforeTheFirstStartAllIsWellAndNothingIsMade() {
        assertTrue(look(0), findings::toString);
        assertEquals(Finding.Level.OK, of("libraries").level());
        assertFalse(Files.exists(home));
    }

    @Test
    void besideAControlPlaneItSaysWhichProcessThatIsAndChangesNothing() throws Exception {
        try (Home held = Home.take(home);
                Database database = Database.open(Database.urlIn(held.folder("store")))) {
            key("rw-------");
            assertTrue(look(0), findings::toString);
            assertTrue(of("server").text().contains("runs on this home"), findings::toString);
            assertTrue(of("store").text().contains("in use"), findings::toString);
        }
        look(0);
        assertTrue(of("server").text().contains("no control plane runs"), findings::toString);
        assertEquals("readable, schema " + newest(), of("store").text());
        try (Stream<Path> files = Files.list(home)) {
            assertEquals(3, files.count(), "lock, store and key, and nothing new");
        }
    }

    @Test
    void faultsAreNamedWithWhatToDo() throws Exception {
        Home.take(home).close();
        Database.open(Database.urlIn(Files.createDirectory(home.resolve("store"))))
                .close();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFalse(look(taken.getLocalPort()));
        }
        fails("API port", "Stop the program that uses it");
        fails("master key", "Put it back");

        key("rw-r--r--");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(home.resolve("store/shuttle.mv.db"), "no database");
        assertFalse(look(0));
        fails("master key", "chmod 600");
        fails("home", "chmod o-w");
        fails("store", "Restore a backup");

        repository.stop(0);
        look(0);
        assertEquals(Finding.Level.NOTE, of("libraries").level());
    }

    @Test
    void aStoreThatIsMissingAndACleanUpThatWaitsAreTold() throws Exception {
        Files.createDirectories(home.resolve("releases/todo/d1"));
        Files.writeString(home.resolve("clean-up-waits"), "30 of 40 releases\n");
        assertFalse(look(0));
        fails("store", "--accept-store=none");
        assertEquals("30 of 40 releases", of("clean-up").text());
    }

    @Test
    void aProjectWhoseDiskIsNearlyFullIsTold() throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("disk-notices"), "shop is nearly full: it keeps 18 GiB\n");
        look(0);
        assertEquals("shop is nearly full: it keeps 18 GiB", of("project disk").text());
    }

    @Test
    void theAgeOfTheLastBackupIsTold() throws Exception {
        Home.take(home).close();
        Files.createDirectory(home.resolve("store"));
        look(0);
        assertEquals(Finding.Level.NOTE, of("backup").level());
        assertTrue(of("backup").text().startsWith("none was made yet: set SHUTTLE_BACKUP_DIRECTORY"));

        Files.writeString(home.resolve("last-backup"), Instant.now().minus(Duration.ofHours(60)) + "\n");
        look(0);
        assertEquals(Finding.Level.OK, of("backup").level());
        assertTrue(of("backup").text().endsWith("2 days ago"), findings::toString);

        every = Duration.ofDays(1);
        assertFalse(look(0));
        fails("backup", "though one is scheduled each");

        Files.writeString(home.resolve("backup-failed"), "2026-11-28T03:10:00Z No space left on device\n");
        look(0);
        fails("backup", "No space left on device");
    }

    @Test
    void aControlPlaneThatDoesNotAnswerIsTold() throws Exception {
        try (Home held = Home.take(home)) {
            look(0);
            assertEquals(Finding.Level.NOTE, of("projects").level());
            assertTrue(
                    of("projects").text().startsWith("the server does not tell which have crashed"),
                    findings::toString);
            assertTrue(held.root().startsWith(folder));
        }
    }

    @Test
    void anUnfinishedRestoreIsNoHome() throws Exception {
        Files.createDirectories(home.resolve(".restore"));
        assertFalse(look(0));
        fails("store", "was not finished");
    }

    private void key(String permissions) throws Exception {
        Path key = Files.writeString(home.resolve("master.key"), "a key of more than twenty characters");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
    }

    private static int newest() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return (int) files.count();
        }
    }
}
