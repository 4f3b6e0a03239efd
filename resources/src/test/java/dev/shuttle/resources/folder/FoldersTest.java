package dev.shuttle.resources.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @TempDir
    Path directory;

    @Test
    void aFolderIsMadeFoundAgainAndDestroyedWithoutFollowingLinks() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        try (Folders folders = new Folders(directory.resolve("folders"))) {
            Path path = Path.of(Sql.value(folders.ensure("todo", "uploads", Map.of()), "path"));
            assertEquals(directory.resolve("folders/todo/uploads"), path);
            Files.createSymbolicLink(path.resolve("link"), outside);
            Files.writeString(Files.createDirectory(path.resolve("deep")).resolve("file"), "x");
            Files.setPosixFilePermissions(path.resolve("deep"), PosixFilePermissions.fromString("---------"));
            folders.ensure("todo", "uploads", folders.draft("todo", "uploads", List.of()));
            assertTrue(Files.exists(path.resolve("link")));

            folders.destroy("todo", "uploads", Map.of());
            folders.destroy("todo", "uploads", Map.of());
        }
        assertFalse(Files.exists(directory.resolve("folders/todo")));
        assertTrue(Files.exists(outside.resolve("kept")));
    }

    @Test
    void aTypeOfAnAppsOwnHasAPlaceApart() throws Exception {
        try (Folders folders = new Folders(directory)) {
            Path own = folders.custom("todo", "com.acme.Bucket$Of", "default");
            Path folder = Path.of(Sql.value(folders.ensure("todo", "default", Map.of()), "path"));
            assertEquals(directory.resolve("todo/@com.acme.Bucket$Of/default"), own);
            assertTrue(Files.isDirectory(own));
            Path longest = folders.custom("todo", "a".repeat(512), "default");
            assertTrue(Files.isDirectory(longest));
            assertThrows(IllegalArgumentException.class, () -> folders.custom("todo", "../x", "default"));
            assertThrows(IllegalArgumentException.class, () -> folders.custom("..", "x", "default"));
            assertThrows(IllegalArgumentException.class, () -> folders.ensure("todo", "..", Map.of()));

            folders.destroyCustom("todo", "com.acme.Bucket$Of", "default");

            assertFalse(Files.exists(own.getParent()));
            assertTrue(Files.isDirectory(folder));
        }
    }

    @Test
    void aFileInItsPlaceIsSaid() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("todo")).resolve("uploads"), "a file");
        try (Folders folders = new Folders(directory)) {
            ProvisioningException e =
                    assertThrows(ProvisioningException.class, () -> folders.ensure("todo", "uploads", Map.of()));
            assertTrue(e.getMessage().contains("no file in its place"), e.getMessage());
        }
    }
}
