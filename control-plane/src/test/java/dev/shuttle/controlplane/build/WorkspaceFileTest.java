package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceFileTest {

    @TempDir
    Path folder;

    @Test
    void aLinkIsReplacedAndNotFollowed() throws Exception {
        Path others = Files.writeString(folder.resolve("others"), "theirs");
        Path file = Files.createDirectories(folder.resolve("workspace/.mvn")).resolve("maven.config");
        Files.createSymbolicLink(file, others);

        WorkspaceFile.replace(folder.resolve("workspace"), file, "ours");

        assertEquals("theirs", Files.readString(others));
        assertFalse(Files.isSymbolicLink(file));
        assertEquals("ours", Files.readString(file));
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws Exception {
        Path others = Files.createDirectory(folder.resolve("others"));
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        Files.createSymbolicLink(workspace.resolve(".mvn"), others);

        assertThrows(
                IOException.class,
                () -> WorkspaceFile.replace(workspace, workspace.resolve(".mvn/maven.config"), "ours"));
        assertFalse(Files.exists(others.resolve("maven.config")));
    }
}
