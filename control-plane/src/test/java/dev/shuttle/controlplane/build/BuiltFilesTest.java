package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.os.CurrentUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltFilesTest {

    @TempDir
    Path folder;

    private Path workspace;
    private Path classes;
    private Path key;
    private BuiltFiles files;

    @BeforeEach
    void aBuild() throws IOException {
        folder = folder.toRealPath();
        workspace = Files.createDirectories(folder.resolve("workspace"));
        classes = Files.createDirectories(workspace.resolve("target/classes"));
        Files.writeString(classes.resolve("App.class"), "class");
        key = Files.writeString(folder.resolve("master.key"), "key");
        files = as(OsUser.OURSELVES);
    }

    @Test
    void plainFilesAreItsOwnAndSoAreLinksAmongThem() throws IOException {
        Files.createSymbolicLink(classes.resolve("Same.class"), Path.of("App.class"));

        assertTrue(files.hold(classes));
        assertTrue(files.hold(classes.resolve("App.class")));
    }

    @Test
    void aLinkToElsewhereIsNotAndNeitherIsADirectoryThatHoldsOne() throws IOException {
        Files.createSymbolicLink(classes.resolve("stolen"), key);

        assertFalse(files.hold(classes));
        assertFalse(files.hold(key));
    }

    @Test
    void aLinkToADirectoryIsNotSearchedAndThereforeNotItsOwn() throws IOException {
        Files.createDirectory(workspace.resolve("other"));
        Files.createSymbolicLink(classes.resolve("through"), workspace.resolve("other"));

        assertFalse(files.hold(classes));
    }

    @Test
    void whatIsNeitherFileNorDirectoryIsNot() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", classes.resolve("App2.class").toString())
                        .start()
                        .waitFor());

        assertFalse(files.hold(classes), "Opening it would block forever");
    }

    @Test
    void aHardLinkToAFileOfOursIsNot() throws IOException {
        assumeTrue(CurrentUser.isRoot());
        OsUser account = new OsUser(1_999_999_998);
        account.own(workspace);
        assertTrue(as(account).hold(classes));

        Files.createLink(classes.resolve("linked"), key);

        assertFalse(as(account).hold(classes));
    }

    private BuiltFiles as(OsUser account) {
        return new BuiltFiles(workspace, folder.resolve("own"), folder.resolve("shared"), account);
    }
}
