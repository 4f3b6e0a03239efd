package dev.shuttle.controlplane.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.controlplane.vault.Vault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectPartTest {
    private static final String LIBRARY = "libs/" + "ab".repeat(32) + ".jar";

    @TempDir
    Path folder;

    private Path home;
    private Path file;
    private Database database;
    private Vault vault;

    @BeforeEach
    void aHome() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        file = folder.resolve("backup.tgz");
        database = Database.open(Database.urlIn(Files.createDirectory(home.resolve("store"))));
        vault = Vault.open(null, home.resolve("master.key"), database);
        write("releases/todo/d1/release.json", "{\"classPath\": [\"classes\", \"/" + LIBRARY + "\"]}");
        write("releases/todo/d1/classes/App.class", "a class");
        write("releases/todo-2/d2/release.json", "{}");
        write(LIBRARY, "its library");
        write("libs/other.jar", "another's library");
        write("folders/todo/default/file", "its file");
        write("folders/todo-2/default/file", "another's file");
        Files.createSymbolicLink(home.resolve("folders/todo/default/link"), Path.of("file"));
        Files.setPosixFilePermissions(
                home.resolve("folders/todo/default"), PosixFilePermissions.fromString("r-xr-x---"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void write(String name, String text) throws IOException {
        Path path = home.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void backup(boolean withKeys) throws Exception {
        Backup backup = new Backup(new Backup.Parts(
                home, "0.1.0", vault.key(), database::copy, new Releases(home), List.of(), true, List.of()));
        try (OutputStream out = Files.newOutputStream(file)) {
            backup.write(out, withKeys, note -> {});
        }
    }

    private ProjectPart part() {
        return new ProjectPart(file, "todo", bytes -> {});
    }

    private static MasterKey key(String text) throws IOException {
        return MasterKey.of(text, Path.of("none"));
    }

    @Test
    void whatIsTheProjectsIsLaidOutAndNothingElse() throws Exception {
        backup(false);
        ProjectPart part = part();
        ProjectPart.Checked checked = part.check(vault.key(), null);
        Path platform = Files.createDirectory(folder.resolve("aside"));
        Files.createDirectory(platform.resolve("libs"));
        Path store = Files.createDirectory(folder.resolve("its store"));
        Path folders = Files.createDirectory(folder.resolve("its folders"));

        part.layOutStore(store);
        part.layOut(new ProjectPart.Places(platform, folders, null, null));

        assertEquals(8, checked.bytes().folders());
        assertEquals(0, checked.bytes().redis() + checked.bytes().postgres());
        assertTrue(checked.bytes().platform() > 50);
        assertEquals("its library", Files.readString(platform.resolve(LIBRARY)));
        assertEquals("a class", Files.readString(platform.resolve("releases/d1/classes/App.class")));
        assertEquals("its file", Files.readString(folders.resolve("default/link")));
        assertEquals(
                PosixFilePermissions.fromString("r-xr-x---"),
                Files.getPosixFilePermissions(folders.resolve("default")));
        try (Stream<Path> libraries = Files.list(platform.resolve("libs"));
                Stream<Path> releases = Files.list(platform.resolve("releases"));
                Stream<Path> files = Files.list(folders)) {
            assertEquals(3, libraries.count() + releases.count() + files.count());
        }
        try (Database opened = Database.open(Database.urlIn(store))) {
            assertTrue(opened.jdbi().withHandle(handle -> handle.select("select count(*) from vault_key")
                            .mapTo(Integer.class)
                            .one())
                    == 1);
        }
    }

    @Test
    void theKeyOfAnotherHomeIsGivenOrInTheBackup() throws Exception {
        backup(false);
        MasterKey ours = key("of the home that gets the project");
        String theirs = Files.readString(home.resolve("master.key")).strip();

        IOException refused = assertThrows(IOException.class, () -> part().check(ours, null));
        assertThrows(IOException.class, () -> part().check(ours, "the wrong one"));
        assertEquals(vault.key().id(), part().check(ours, theirs).key().id());
        backup(true);
        assertEquals(vault.key().id(), part().check(ours, null).key().id());

        assertTrue(String.valueOf(refused.getMessage()).contains("--master-key-file=FILE"), refused::toString);
    }

    @Test
    void whatWasChangedIsRefused() throws Exception {
        backup(false);
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        assertThrows(IOException.class, () -> part().check(vault.key(), null));
    }

    @Test
    void aReadingCanBeEnded() throws Exception {
        backup(false);
        ProjectPart ended = new ProjectPart(file, "todo", bytes -> {
            throw new CancellationException("stopping");
        });
        assertThrows(CancellationException.class, () -> ended.check(vault.key(), null));
        assertFalse(Files.exists(folder.resolve("its store")));
    }
}
