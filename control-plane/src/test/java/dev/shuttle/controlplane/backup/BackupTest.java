package dev.shuttle.controlplane.backup;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.database.StoreOfHome;
import dev.shuttle.controlplane.database.StoreRefusedException;
import dev.shuttle.controlplane.release.Releases;
import dev.shuttle.controlplane.vault.MasterKey;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.os.Trees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackupTest {
    private static final String KEY = "a master key of more than twenty characters";

    @TempDir
    Path folder;

    private Path home;
    private Path file;
    private Path target;
    private Database database;
    private Vault vault;
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void aHome() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        file = folder.resolve("backup.tgz");
        target = folder.resolve("target");
        database = Database.open(Database.urlIn(Files.createDirectory(home.resolve("store"))));
        vault = Vault.open(KEY, home.resolve("master.key"), database);
        write("releases/todo/d1/release.json", "{}");
        write("releases/.aside/half", "of a release");
        write("libs/abc.jar", "a library");
        write("uploads/d2.tar.gz", "waits");
        write("uploads/incoming-1.part", "on its way");
        write("logs/todo/d1/0.ndjson", "{}\n");
        write("folders/todo/default/a b/ü\n", "content");
        write("workspaces/d3/pom.xml", "not kept");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Path write(String name, String text) throws IOException {
        Path path = home.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private Backup.Summary backup() throws Exception {
        Backup backup = new Backup(new Backup.Parts(
                home, "0.1.0", vault.key(), database::copy, new Releases(home), List.of(), true, List.of()));
        try (FileChannel channel = FileChannel.open(file, WRITE, CREATE, TRUNCATE_EXISTING)) {
            Backup.Summary summary = backup.write(Channels.newOutputStream(channel), false, notes::add);
            channel.force(true); // it is not closed by who writes to it
            return summary;
        }
    }

    private Restore.Summary restore() throws IOException {
        Restore.Checked checked = new Restore(file, target).check(KEY);
        Files.createDirectories(target);
        return checked.layOut();
    }

    /** Both homes may be on one machine. */
    @Test
    void aRestoredHomeHasAnIdAndUsersOfItsOwn() throws Exception {
        new StoreOfHome(home, Database.urlIn(home.resolve("store")), null)
                .open()
                .close();
        database.jdbi().useHandle(handle -> handle.execute("insert into project_account values ('todo', 20000)"));
        backup();
        restore();

        String restored = Database.urlIn(target.resolve("store"));
        try (Database opened = new StoreOfHome(target, restored, null).open()) {
            int accounts = opened.jdbi().withHandle(handle -> handle.select("select count(*) from project_account")
                    .mapTo(Integer.class)
                    .one());
            assertEquals(0, accounts);
        }
        assertFalse(Files.readString(target.resolve("home.id")).equals(Files.readString(home.resolve("home.id"))));
        IOException refusal =
                assertThrows(StoreRefusedException.class, () -> new StoreOfHome(home, restored, null).open());
        assertTrue(String.valueOf(refusal.getMessage()).contains("belongs to another home"), refusal::toString);
    }

    @Test
    void whatIsRestoredIsWhatWasThere() throws Exception {
        Path script = write("folders/todo/default/run", "#!/bin/sh");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("r-x------"));
        Files.setPosixFilePermissions(
                write("folders/todo/closed/file", "x").getParent(), PosixFilePermissions.fromString("r-x------"));
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "insert into project (name, state, created_at) values ('todo', 'new', current_timestamp)"));

        Backup.Summary summary = backup();
        Restore.Summary restored = restore();

        assertEquals(summary.entries(), restored.entries());
        assertEquals(List.of(), notes);
        for (String name : List.of(
                "releases/todo/d1/release.json",
                "libs/abc.jar",
                "uploads/d2.tar.gz",
                "logs/todo/d1/0.ndjson",
                "folders/todo/default/a b/ü\n",
                "folders/todo/default/run",
                "folders/todo/closed/file")) {
            assertArrayEquals(Files.readAllBytes(home.resolve(name)), Files.readAllBytes(target.resolve(name)), name);
            assertEquals(
                    Files.getPosixFilePermissions(home.resolve(name)),
                    Files.getPosixFilePermissions(target.resolve(name)),
                    name);
        }
        assertEquals(
                PosixFilePermissions.fromString("r-x------"),
                Files.getPosixFilePermissions(target.resolve("folders/todo/closed")));
        for (String name :
                List.of("workspaces", "master.key", "uploads/incoming-1.part", "releases/.aside", ".restore")) {
            assertFalse(Files.exists(target.resolve(name)), name);
        }
        assertFalse(Files.exists(home.resolve(".backup")), "Its own folder is left");
        try (Database again = Database.open(Database.urlIn(target.resolve("store")))) {
            int projects = again.jdbi().withHandle(handle -> handle.select("select count(*) from project")
                    .mapTo(Integer.class)
                    .one());
            assertEquals(1, projects);
            assertEquals(
                    vault.key().id(),
                    Vault.open(KEY, folder.resolve("none"), again).key().id());
        }
    }

    @Test
    void hostileFoldersAreCopiedUnchangedAndBlockNoBackup() throws Exception {
        Path evil = home.resolve("folders/todo/default");
        Path secret = Files.writeString(folder.resolve("secret"), "of the platform");
        Files.createSymbolicLink(evil.resolve("link"), secret);
        Files.createSymbolicLink(evil.resolve("directory"), folder);
        Files.createSymbolicLink(evil.resolve("dangling"), Path.of("../../../.."));
        shell("mkfifo pipe; printf x > \"$(printf 'bad\\377')\"; truncate -s 50M sparse; printf end >> sparse", evil);
        Path deep = evil;
        for (int i = 0; i < 110; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }

        backup();
        restore();

        Path copy = target.resolve("folders/todo/default");
        assertEquals(secret, Files.readSymbolicLink(copy.resolve("link")));
        assertTrue(Files.isSymbolicLink(copy.resolve("directory")));
        assertFalse(Files.exists(copy.resolve("pipe"), LinkOption.NOFOLLOW_LINKS));
        assertEquals(50 * 1024 * 1024 + 3, Files.size(copy.resolve("sparse")));
        assertTrue(
                Long.parseLong(shell("stat -c %b sparse", copy).strip()) < 1000, "The hole has become a file of zeros");
        assertEquals(3, notes.size(), notes::toString);
        assertTrue(notes.toString().contains("\"folders/todo/default/pipe\"; it is a socket, a pipe"), notes::toString);
        assertTrue(notes.toString().contains("not valid UTF-8"), notes::toString);
        assertTrue(notes.toString().contains("deeper than 100 folders"), notes::toString);
    }

    private static String shell(String line, Path directory) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", line)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), line);
        return printed;
    }

    @Test
    void aBackupThatIsCutAnywhereIsRefusedAndTheHomeStaysAway() throws Exception {
        backup();
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        List<Integer> cuts = new ArrayList<>(List.of(0, 1, 10, whole.length - 1, whole.length - 8, whole.length - 9));
        for (int i = 0; i < 15; i++) {
            cuts.add(random.nextInt(whole.length));
        }
        for (int cut : cuts) {
            Files.write(file, Arrays.copyOf(whole, cut));
            String said = String.valueOf(assertThrows(IOException.class, this::restore, "cut at " + cut)
                    .getMessage());
            assertTrue(said.contains("was refused") && said.endsWith("Nothing was changed."), said);
            assertFalse(Files.exists(target), "cut at " + cut);
        }
    }

    /** But for bits that stand for nothing, such as the length of a code that gzip does not use. */
    @Test
    void aBackupInWhichABitIsFlippedIsRefused() throws Exception {
        backup();
        restore();
        Map<String, String> whole = texts(target);
        Trees.delete(target);
        long length = Files.size(file);
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 25; i++) {
            long at = 10
                    + (long) (random.nextDouble() * (length - 10)); // the gzip header has a time, which is not checked
            flip(at);
            try {
                restore();
                assertEquals(whole, texts(target), "flipped at " + at);
                Trees.delete(target);
            } catch (IOException e) {
                refused++;
                assertFalse(Files.exists(target), "flipped at " + at);
            }
            flip(at);
        }
        assertTrue(refused > 20, "refused of 25: " + refused);
    }

    /** Without the home's id and its store, which each restore changes. */
    private static Map<String, String> texts(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            Map<String, String> texts = new TreeMap<>();
            for (Path path : files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.startsWith(tree.resolve("store")) && !path.endsWith("home.id"))
                    .toList()) {
                texts.put(tree.relativize(path).toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }

    private void flip(long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int old = bytes.read();
            bytes.seek(at);
            bytes.write(old ^ 4);
        }
    }

    @Test
    void aBackupThatSomebodyHasChangedIsRefused() throws Exception {
        backup();
        rewrite("libs/abc.jar", "a_library", true);
        assertTrue(String.valueOf(assertThrows(IOException.class, this::restore).getMessage())
                .contains("does not match its checksums"));

        // Somebody who knows the format makes list and manifest fit; the seal needs the key.
        backup();
        String list = content(Manifest.LIST);
        String forged = list.replace(sha256("a library"), sha256("a_library"));
        String manifest = content(Manifest.NAME).replace(sha256(list), sha256(forged));
        rewrite("libs/abc.jar", "a_library", true);
        rewrite(Manifest.LIST, forged, true);
        rewrite(Manifest.NAME, manifest, true);
        assertTrue(String.valueOf(assertThrows(IOException.class, this::restore).getMessage())
                .contains("its seal does not match"));
        assertFalse(Files.exists(target));
    }

    private String content(String name) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new AssertionError(name + " is missing");
    }

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    /** A path out of the home is refused by its name, before any checksum. */
    @Test
    void entriesThatLeadElsewhereAreRefused() throws Exception {
        for (String name :
                List.of("../evil", "/etc/evil", "libs/../../evil", "evil", "libs//x", "master.key/x", ".restore/x")) {
            backup();
            rewrite(name, "evil", false);
            String said = String.valueOf(
                    assertThrows(IOException.class, this::restore, name).getMessage());
            assertTrue(
                    said.contains("has a path outside of the home") || said.contains("not part of a home"),
                    name + ": " + said);
            assertFalse(Files.exists(target), name);
        }
    }

    /** Rewrites the backup with another entry, or other content of an entry. */
    private void rewrite(String name, String content, boolean replace) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveInputStream in = new TarArchiveInputStream(
                        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))), "UTF-8");
                TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            out.setAddPaxHeadersForNonAsciiNames(true);
            if (!replace) {
                put(out, new TarArchiveEntry(name, true), content.getBytes(StandardCharsets.UTF_8));
            }
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] old = in.readAllBytes();
                put(
                        out,
                        entry,
                        replace && entry.getName().equals(name) ? content.getBytes(StandardCharsets.UTF_8) : old);
            }
        }
        Files.write(file, bytes.toByteArray());
    }

    private static void put(TarArchiveOutputStream out, TarArchiveEntry entry, byte[] content) throws IOException {
        entry.setSize(content.length);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    @Test
    void aWrongKeyIsRefusedByItsNameAndAMissingOneToo() throws Exception {
        backup();
        String wanted = vault.key().id();
        String other = "another key of more than twenty characters";

        String wrong = String.valueOf(assertThrows(IOException.class, () -> new Restore(file, target).check(other))
                .getMessage());
        String none = String.valueOf(assertThrows(IOException.class, () -> new Restore(file, target).check(null))
                .getMessage());

        assertTrue(
                wrong.contains(wanted)
                        && wrong.contains(MasterKey.of(other, file).id()),
                wrong);
        assertTrue(none.contains(wanted), none);
        assertFalse(wrong.contains(other) || wrong.contains(KEY), wrong);
    }

    @Test
    void aHomeThatIsNotEmptyIsLeftAlone() throws Exception {
        backup();
        Files.createDirectories(target.resolve("store"));

        assertTrue(String.valueOf(assertThrows(IOException.class, this::restore).getMessage())
                .contains("is not empty"));
        try (Stream<Path> left = Files.list(target)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void aRestoreThatWasCutOffIsNoHomeAndIsDoneAgain() throws Exception {
        backup();
        Files.createDirectories(target.resolve(".restore/libs"));
        Files.createDirectories(target.resolve("folders/half"));
        assertThrows(IOException.class, () -> Restore.requireNoneUnfinished(target));

        restore();

        Restore.requireNoneUnfinished(target);
        assertFalse(Files.exists(target.resolve("folders/half")));
        assertTrue(Files.exists(target.resolve("store/shuttle.mv.db")));
    }

    @Test
    void whatIsDeletedWhileItIsWrittenIsInItAllTheSame() throws Exception {
        Releases releases = new Releases(home);
        Backup backup = new Backup(new Backup.Parts(
                home,
                "0.1.0",
                vault.key(),
                database::copy,
                releases,
                List.of(),
                true,
                List.of("deleted when this is told")));
        try (var out = new FirstBytes(file, () -> releases.delete("todo", "d1"))) {
            backup.write(out, false, notes::add);
        }
        restore();

        assertFalse(Files.exists(home.resolve("releases/todo/d1")));
        assertTrue(Files.exists(target.resolve("releases/todo/d1/release.json")));
    }

    @Test
    void aFailureIsToldEachTimeAndThatOfAnotherInProgressIsNot() throws Exception {
        List<String> told = new ArrayList<>();
        Backup backup = new Backup(new Backup.Parts(
                home,
                "0.1.0",
                vault.key(),
                zip -> {
                    throw new IOException("the store could not be copied");
                },
                new Releases(home),
                List.of(),
                true,
                List.of("told while it is in progress")));
        backup.onFailure(told::add);

        assertThrows(
                IOException.class,
                () -> backup.write(
                        new ByteArrayOutputStream(),
                        false,
                        note -> assertThrows(
                                IOException.class,
                                () -> backup.write(new ByteArrayOutputStream(), false, notes::add))));

        assertEquals(List.of("the store could not be copied"), told);
    }

    @Test
    void theKeysAreInItOnlyWhenThatIsWanted() throws Exception {
        Path generated = home.resolve("master.key");
        Files.writeString(generated, KEY + "\n");
        Backup backup = new Backup(new Backup.Parts(
                home, "0.1.0", vault.key(), database::copy, new Releases(home), List.of(), true, List.of()));
        try (var out = Files.newOutputStream(file)) {
            backup.write(out, true, notes::add);
        }

        new Restore(file, target).check(null);
        Files.createDirectories(target);
        assertTrue(new Restore(file, target).check(null).layOut().withKey());
        assertEquals(KEY, Files.readString(target.resolve("master.key")).strip());
        assertTrue(notes.toString().contains("no admin.key"), notes::toString);
    }
}
