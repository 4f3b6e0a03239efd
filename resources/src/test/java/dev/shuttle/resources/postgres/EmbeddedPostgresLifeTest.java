package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.Trees;
import dev.shuttle.resources.Await;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.CrashingOwner;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.Sql;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Starts, ends, and what a crash leaves. */
class EmbeddedPostgresLifeTest extends EmbeddedPostgresCase {
    @Test
    void killedItIsBackByItselfWithAllThatWasCommitted() throws Exception {
        Map<String, String> output = ensure("todo", "default");
        Sql.run(output, "CREATE TABLE t (id int)");
        for (int i = 0; i < 100; i++) {
            Sql.run(output, "INSERT INTO t VALUES (" + i + ")");
        }
        long killed = pid();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();

        Await.until("PostgreSQL is back", () -> pid() != killed && Sql.answers(output));
        assertEquals("100", Sql.text(output, "SELECT count(*)::text FROM t"));
    }

    @Test
    void theNextProcessAdoptsWhatACrashLeftAndStopsIt() throws Exception {
        CrashingOwner.run("postgres", folder, PASSWORD);
        long pid = pid();

        Map<String, String> output =
                postgres.ensure("todo", "default", CrashingOwner.draft("postgres", RandomPassword.next()));

        assertEquals(pid, pid());
        assertTrue(Sql.answers(output));
    }

    @Test
    void whatACrashLeftAndIsKilledThenIsBackAsWell() throws Exception {
        CrashingOwner.run("postgres", folder, PASSWORD);
        long pid = pid();
        Map<String, String> output =
                postgres.ensure("todo", "default", CrashingOwner.draft("postgres", RandomPassword.next()));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        Await.until("PostgreSQL is back", () -> pid() != pid && Sql.answers(output));
    }

    @Test
    void closingStopsWhatACrashLeftThoughItWasNotUsed() throws Exception {
        CrashingOwner.run("postgres", folder, PASSWORD);
        assertFalse(LeftProcesses.in(directory.toRealPath()).isEmpty());

        postgres.close();

        assertFalse(Files.exists(folder.resolve("data/postmaster.pid")));
    }

    @Test
    void aRestartKeepsThePortUnlessAStrangerHasTakenIt() throws Exception {
        Map<String, String> draft = postgres.draft("todo", "default", List.of());
        Map<String, String> first = postgres.ensure("todo", "default", draft);
        postgres.close();
        postgres = embedded();
        assertEquals(first, postgres.ensure("todo", "default", draft));
        postgres.close();

        int port = Integer.parseInt(Sql.value(first, "port"));
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(stranger.isBound());
            postgres = embedded();
            Map<String, String> second = postgres.ensure("todo", "default", draft);
            assertNotEquals(Sql.value(first, "port"), Sql.value(second, "port"));
            assertTrue(Sql.answers(second));
        }
    }

    @Test
    void aPidFileThatNamesAStrangerIsNoObstacle() throws Exception {
        Map<String, String> draft = postgres.draft("todo", "default", List.of());
        Map<String, String> output = postgres.ensure("todo", "default", draft);
        Path file = folder.resolve("data/postmaster.pid");
        List<String> lines = Files.readAllLines(file);
        postgres.close();
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);

        postgres = embedded();

        assertEquals(output, postgres.ensure("todo", "default", draft));
    }

    @Test
    void aFailedStartSaysWhy() throws Exception {
        ensure("todo", "default");
        postgres.close();
        Files.writeString(folder.resolve("data/postgresql.auto.conf"), "shared_buffers = nonsense\n");
        postgres = embedded();

        ProvisioningException e = assertThrows(ProvisioningException.class, () -> ensure("todo", "default"));

        assertTrue(e.getMessage().contains("did not start in " + folder), e.getMessage());
        assertTrue(e.getMessage().contains("shared_buffers"), e.getMessage());
    }

    @Test
    void anotherSuperusersPasswordIsRefusedWithAWayOut() throws Exception {
        ensure("todo", "default");
        try (EmbeddedPostgres other = new EmbeddedPostgres(folder, Binaries::postgres, RandomPassword::next)) {
            ProvisioningException e = assertThrows(
                    ProvisioningException.class,
                    () -> other.ensure("todo", "default", other.draft("todo", "default", List.of())));
            assertTrue(e.getMessage().contains("move the folder away"), e.getMessage());
        }
    }

    @Test
    void noPasswordIsInAFileAnEnvironmentOrACommandLine() throws Exception {
        Trees.delete(folder.resolve("data"));
        Map<String, String> output = ensure("todo", "default");
        for (String process : LeftProcesses.in(directory.toRealPath())) {
            assertFalse(process.contains(PASSWORD) || process.contains(Sql.value(output, "password")), process);
        }
        byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid()), "environ"));
        for (String variable : new String(environment, StandardCharsets.UTF_8).split("\0", -1)) {
            assertTrue(variable.matches("|(PATH|TZ|LANG|SHLVL|_|PG[A-Z_]*|LC_[A-Z]*)=.*"), variable);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().contains("/bin-"))
                    .toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains(PASSWORD), file.toString());
                assertFalse(content.contains(Sql.value(output, "password")), file.toString());
            }
        }
    }
}
