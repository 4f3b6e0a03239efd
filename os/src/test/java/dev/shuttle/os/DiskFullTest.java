package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFullTest {
    private static final Path ALWAYS_FULL = Path.of("/dev/full");

    @Test
    void theSystemsOwnFailureIsRecognised() {
        IOException failure = assertThrows(IOException.class, () -> {
            try (OutputStream out = Files.newOutputStream(ALWAYS_FULL, StandardOpenOption.WRITE)) {
                out.write(1);
            }
        });
        assertTrue(DiskFull.caused(failure));
        assertTrue(DiskFull.caused(new UncheckedIOException(failure)));
    }

    @Test
    void theTextOfAnotherLanguageIsTheOneLearntFromTheSystem() {
        Set<String> learnt = Set.of("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
        assertTrue(
                DiskFull.caused(new IOException("/a/b: Auf dem Gerät ist kein Speicherplatz mehr verfügbar"), learnt));
        assertFalse(DiskFull.caused(new IOException("/a/b: Keine Berechtigung"), learnt));
    }

    @Test
    void whatIsLearntIsTheSystemsTextAndNothingWhereTheDeviceIsNot(@TempDir Path folder) throws Exception {
        IOException failure = assertThrows(IOException.class, () -> {
            try (OutputStream out = Files.newOutputStream(ALWAYS_FULL, StandardOpenOption.WRITE)) {
                out.write(1);
            }
        });
        assertTrue(DiskFull.texts(ALWAYS_FULL).contains(failure.getMessage()));
        Path missing = folder.resolve("full");
        assertEquals(Set.of("No space left on device", "Disk quota exceeded"), DiskFull.texts(missing));
        assertFalse(Files.exists(missing));
        Path writable = Files.createFile(folder.resolve("file"));
        assertEquals(Set.of("No space left on device", "Disk quota exceeded"), DiskFull.texts(writable));
    }

    @Test
    void aDatabaseSaysItByItsState() {
        for (String state : Set.of("53100", "90100")) {
            var failure = new IllegalStateException("commit", new SQLException("kein Platz", state));
            assertTrue(DiskFull.caused(failure), state);
        }
        assertFalse(DiskFull.caused(new SQLException("duplicate key", "23505")));
        assertFalse(DiskFull.caused(new SQLException("no state", (String) null)));
    }

    @Test
    void anExhaustedQuotaIsAFullDiskToo() {
        assertTrue(DiskFull.caused(new IOException("/a/b: Disk quota exceeded")));
    }

    @Test
    void aFailureOnADiskWithRoomOrWithoutAnySpaceIsAnother(@TempDir Path folder) {
        assertFalse(DiskFull.caused(new FileSystemException(folder.resolve("a").toString(), null, "Trop de liens")));
        assertFalse(DiskFull.caused(new FileSystemException("/proc/self/oom_adj", null, "Opération non permise")));
        assertFalse(DiskFull.caused(new NoSuchFileException("/nowhere/at/all")));
        assertFalse(DiskFull.caused(null));
    }

    @Test
    void causesThatGoInACircleEnd() {
        IOException first = new IOException("first");
        first.initCause(new IOException("second", first));
        assertFalse(DiskFull.caused(first));
    }
}
