package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @Test
    void aSecondControlPlaneOnOneHomeIsRefusedAndSaysWhy(@TempDir Path folder) throws IOException {
        try (Home home = Home.take(folder.resolve("home"))) {
            IOException refused = assertThrows(IOException.class, () -> Home.take(home.root()));
            assertTrue(String.valueOf(refused.getMessage()).contains("in use"), refused::toString);
        }
        Home.take(folder.resolve("home")).close();
    }

    @Test
    void itsFoldersAreForTheControlPlanesEyesOnly(@TempDir Path folder) throws IOException {
        try (Home home = Home.take(folder.resolve("home"))) {
            assertEquals(
                    PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(home.folder("store")));
        }
    }

    /** A shared lock needs no more than the right to read, and would keep each later start out. */
    @Test
    void othersCannotOpenItsLock(@TempDir Path folder) throws IOException {
        Path lock = folder.resolve("lock");

        Home.take(folder).close();
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(lock));

        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
        Home.take(folder).close();
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(lock));
    }

    @Test
    void metricsOfEarlierVersionsAreNoLongerForOthers(@TempDir Path folder) throws IOException {
        Path metrics = Files.createDirectory(folder.resolve("metrics"));
        Files.setPosixFilePermissions(metrics, PosixFilePermissions.fromString("rwxr-xr-x"));

        try (Home home = Home.take(folder)) {
            home.letThrough();
        }

        assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(metrics));
    }

    @Test
    void halfWrittenFilesOfAStartThatWasKilledAreRemoved(@TempDir Path folder) throws IOException {
        Path half = Files.writeString(folder.resolve("." + UUID.randomUUID() + ".part"), "half of a key");
        Path other = Files.writeString(folder.resolve(".mine.part"), "");

        Home.take(folder).close();

        assertFalse(Files.exists(half));
        assertTrue(Files.exists(other));
    }
}
