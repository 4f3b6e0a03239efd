package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
}
