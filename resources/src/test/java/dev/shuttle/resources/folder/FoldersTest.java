package dev.shuttle.resources.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.FileOwner;
import dev.shuttle.os.Trees;
import dev.shuttle.resources.ProvisioningException;
import dev.shuttle.resources.Share;
import dev.shuttle.resources.Sql;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    @Test
    void aFolderIsCopiedOverAnotherThatKeepsItsOwnerAndMode() throws Exception {
        try (Folders folders = new Folders(directory.resolve("folders"))) {
            Path source = Path.of(Sql.value(folders.ensure("shop", "default", Map.of()), "path"));
            Path target = Path.of(Sql.value(folders.ensure("shop-pr-1", "default", Map.of()), "path"));
            Share from = new Share("shop", "default");
            Share to = new Share("shop-pr-1", "default");
            Path outside = Files.writeString(directory.resolve("outside"), "of the machine");
            Files.createSymbolicLink(source.resolve("link"), outside);
            Path deep = Files.createDirectories(source.resolve("a/b"));
            Files.writeString(deep.resolve("run"), "#!/bin/sh");
            Files.setPosixFilePermissions(deep.resolve("run"), PosixFilePermissions.fromString("rwxr-x---"));
            Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("r-x------"));
            assertEquals(
                    0,
                    new ProcessBuilder("mkfifo", source.resolve("pipe").toString())
                            .start()
                            .waitFor());
            Files.writeString(target.resolve("of the preview"), "x");
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx--x---"));
            if (CurrentUser.isRoot()) {
                Trees.chown(target, 54321, 54322);
            }
            FileOwner owner = FileOwner.of(target);
            assertTrue(folders.canCopy());
            assertFalse(folders.isEmpty(from, Map.of()));

            folders.copy(from, Map.of(), to, Map.of());

            assertEquals(owner, FileOwner.of(target));
            assertEquals(owner.uid(), FileOwner.of(target.resolve("a/b/run")).uid());
            assertEquals(0750, FileOwner.of(target.resolve("a/b/run")).mode());
            assertEquals(0500, FileOwner.of(target.resolve("a/b")).mode());
            assertEquals("#!/bin/sh", Files.readString(target.resolve("a/b/run")));
            assertEquals(outside, Files.readSymbolicLink(target.resolve("link")));
            assertFalse(Files.exists(target.resolve("of the preview")));
            assertFalse(Files.exists(target.resolve("pipe")));
            assertFalse(Files.exists(directory.resolve("folders/.copy")));
        }
    }

    @Test
    void aFolderThatIsTooLargeIsRefusedAndTheOtherKeepsItsFiles() throws Exception {
        try (Folders folders = new Folders(directory.resolve("folders"))) {
            Path source = Path.of(Sql.value(folders.ensure("shop", "default", Map.of()), "path"));
            Path target = Path.of(Sql.value(folders.ensure("shop-pr-1", "default", Map.of()), "path"));
            Files.writeString(target.resolve("kept"), "kept");
            Path large = Files.writeString(source.resolve("large"), "x");
            try (FileChannel channel = FileChannel.open(large, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1), 5L << 30); // all holes
            }
            Share from = new Share("shop", "default");
            Share to = new Share("shop-pr-1", "default");

            ProvisioningException refused =
                    assertThrows(ProvisioningException.class, () -> folders.copy(from, Map.of(), to, Map.of()));

            assertTrue(String.valueOf(refused.getMessage()).contains("more than 4 GiB"), refused::getMessage);
            assertEquals("kept", Files.readString(target.resolve("kept")));
            assertFalse(Files.exists(directory.resolve("folders/.copy")));
        }
    }
}
