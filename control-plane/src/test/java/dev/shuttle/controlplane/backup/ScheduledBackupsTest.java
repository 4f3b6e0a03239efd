package dev.shuttle.controlplane.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.backup.ScheduledBackups.Schedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScheduledBackupsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-28T03:10:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    private Path home;
    private Path directory;
    private BackupRecord record;
    private final List<String> failures = new ArrayList<>();

    @BeforeEach
    void folders() throws Exception {
        home = Files.createDirectory(folder.resolve("home"));
        directory = Files.createDirectory(folder.resolve("backups"));
        record = new BackupRecord(home);
    }

    private ScheduledBackups backups(BackupFile.Content content) {
        return new ScheduledBackups(
                new Schedule(directory, DAY, 2), "a1", new ScheduledBackups.Parts(content, record, failures::add));
    }

    private ScheduledBackups backups() {
        return backups(out -> out.write("a backup".getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void makesOneWhenTheNewestIsOldEnoughAndKeepsTheNewest() throws Exception {
        Files.writeString(directory.resolve("shuttle-b2-20200101T000000Z.tgz"), "another home's");
        Files.writeString(directory.resolve("notes.txt"), "the operator's");
        ScheduledBackups backups = backups();

        assertEquals(BEGIN.plus(DAY), backups.run(BEGIN));
        assertEquals(BEGIN.plus(DAY), backups.run(BEGIN.plusSeconds(3600)), "It is not old enough");
        backups.run(BEGIN.plus(DAY));
        backups.run(BEGIN.plus(DAY).plus(DAY));

        assertEquals(
                List.of(
                        "notes.txt",
                        "shuttle-a1-20261129T031000Z.tgz",
                        "shuttle-a1-20261130T031000Z.tgz",
                        "shuttle-b2-20200101T000000Z.tgz"),
                files());
        Path newest = directory.resolve("shuttle-a1-20261130T031000Z.tgz");
        assertEquals("a backup", Files.readString(newest));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(newest)));
        assertEquals(List.of(), failures);
    }

    @Test
    void aRestartNeitherRepeatsNorPostponesOne() {
        backups().run(BEGIN);

        assertEquals(BEGIN.plus(DAY), backups().run(BEGIN.plusSeconds(7200)));
    }

    @Test
    void aClockThatWasWrongStopsNoBackup() throws Exception {
        Files.writeString(directory.resolve("shuttle-a1-20990101T000000Z.tgz"), "of the future");

        backups().run(BEGIN);

        assertTrue(files().contains("shuttle-a1-20261128T031000Z.tgz"), files()::toString);
    }

    @Test
    void theNewestIsKeptAlsoBesideThoseThatAClockAheadOfItsTimeNamed() throws Exception {
        Files.writeString(directory.resolve("shuttle-a1-20990101T000000Z.tgz"), "of the future");
        Files.writeString(directory.resolve("shuttle-a1-20990102T000000Z.tgz"), "of the future");

        backups().run(BEGIN);
        backups().run(BEGIN.plus(DAY));

        assertEquals(List.of("shuttle-a1-20261128T031000Z.tgz", "shuttle-a1-20261129T031000Z.tgz"), files());
    }

    @Test
    void aClockThatIsSetBackMakesNoneWaitForTheTimeThatItSaidBefore() throws Exception {
        ScheduledBackups backups = backups();
        backups.look(BEGIN.plus(DAY.multipliedBy(365)));

        backups.look(BEGIN);

        assertTrue(files().contains("shuttle-a1-20261128T031000Z.tgz"), files()::toString);
    }

    @Test
    void aFailureIsToldAndTriedAgainSoonAndLeavesNoFile() throws Exception {
        Files.writeString(directory.resolve(".shuttle-a1-20261127T031000Z.tgz.x.part"), "of a killed run");

        Instant next = backups(out -> {
                    out.write(1);
                    throw new IOException("No space left on device");
                })
                .run(BEGIN);

        assertEquals(BEGIN.plus(QUARTER), next);
        assertEquals(List.of(), files());
        assertEquals(List.of(), failures, "A backup tells its own failures");
        assertEquals(Optional.of("2026-11-28T03:10:00Z No space left on device"), record.failure());

        backups().run(next);
        assertEquals(Optional.empty(), record.failure());
    }

    @Test
    void aFolderThatIsNotMountedIsNotMade() throws Exception {
        Files.delete(directory);

        backups().run(BEGIN);

        assertFalse(Files.exists(directory));
        assertTrue(failures.get(0).contains("Create it, or mount its disk"), failures::toString);
    }

    @Test
    void aStopBreaksOffABackupAndIsNoFailure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        ScheduledBackups backups = backups(out -> {
            begun.countDown();
            new CountDownLatch(1).await();
        });
        Thread running = new Thread(() -> backups.run(BEGIN));
        running.start();
        begun.await();

        backups.close();
        running.interrupt();
        running.join();

        assertEquals(List.of(), files());
        assertEquals(List.of(), failures);
    }
}
