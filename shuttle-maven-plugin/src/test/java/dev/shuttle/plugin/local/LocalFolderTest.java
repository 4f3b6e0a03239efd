package dev.shuttle.plugin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFolderTest {

    @TempDir
    private Path project;

    @Test
    void isUsedByOneRunAtATime() throws Exception {
        try (LocalFolder first = LocalFolder.open(project)) {
            LocalRunException refused = assertThrows(LocalRunException.class, () -> LocalFolder.open(project));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("Another shuttle:run"), refused::getMessage);
            assertEquals(project.resolve(".shuttle/x"), first.of("x"));
        }
        LocalFolder.open(project).close();
    }

    @Test
    void isInNoVersionControl() throws Exception {
        LocalFolder.open(project).close();

        assertEquals("*\n", Files.readString(project.resolve(".shuttle/.gitignore")));
    }

    @Test
    void resetDeletesDataButNothingThatALinkLeadsTo() throws Exception {
        Path outside = Files.writeString(
                Files.createDirectory(project.resolve("outside")).resolve("kept"), "1");
        try (LocalFolder folder = LocalFolder.open(project)) {
            Path uploads = Files.createDirectories(folder.of("folders").resolve("a/b"));
            Files.writeString(uploads.resolve("file"), "1");
            Files.createSymbolicLink(uploads.resolve("link"), outside.getParent());
            LocalState.read(folder.of("state.json")).put("postgres default", Map.of("password", "x"));

            folder.reset();

            assertFalse(Files.exists(folder.of("folders")));
            assertFalse(Files.exists(folder.of("state.json")));
            assertTrue(Files.exists(outside));
        }
    }

    @Test
    void namesAndPasswordsAreKeptForTheirOwnerAlone() throws Exception {
        Path file = project.resolve("state.json");
        LocalState state = LocalState.read(file);

        String superuser = state.superuserPassword();
        Map<String, String> draft = state.get("shop postgres default", () -> Map.of("database", "shop"));
        LocalState again = LocalState.read(file);

        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
        assertTrue(superuser.length() >= 32, "a password that cannot be guessed");
        assertEquals(superuser, again.superuserPassword());
        assertNotEquals(
                superuser, LocalState.read(project.resolve("other.json")).superuserPassword());
        assertEquals(draft, again.get("shop postgres default", () -> Map.of("database", "another")));
        assertEquals(
                Set.of("shop postgres default"), again.below("shop postgres").keySet());
    }

    @Test
    void aBrokenFileIsNotShown() throws Exception {
        Path file = Files.writeString(project.resolve("state.json"), "{\"superuser\":{\"password\":\"hunter2\",");

        LocalRunException refused = assertThrows(LocalRunException.class, () -> LocalState.read(file));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("-Dshuttle.reset"), message);
        assertFalse(message.contains("hunter2"), message);
    }
}
