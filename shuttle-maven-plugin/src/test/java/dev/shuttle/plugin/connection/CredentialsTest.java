package dev.shuttle.plugin.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.client.ApiAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    private static final ApiAddress ONE = ApiAddress.parse("https://api.example.com");
    private static final ApiAddress OTHER = ApiAddress.parse("http://127.0.0.1:8001");

    @TempDir
    private Path home;

    private Credentials credentials = new Credentials(Path.of(""));

    @BeforeEach
    void ofThatHome() {
        credentials = Credentials.of(Map.of(), home);
    }

    @Test
    void keepsAKeyForEachAddress() throws Exception {
        credentials.store(ONE, KeyScope.ADMIN, "one\n");
        credentials.store(OTHER, KeyScope.ADMIN, "other");
        credentials.store(ONE, KeyScope.ADMIN, "one=2");

        assertEquals(Optional.of("one=2"), credentials.find(ONE));
        assertEquals(Optional.of("one=2"), credentials.find(ApiAddress.parse("HTTPS://API.example.com:443/")));
        assertEquals(Optional.of("other"), credentials.find(OTHER));
        assertEquals(Optional.empty(), credentials.find(ApiAddress.parse("http://api.example.com")));
    }

    @Test
    void isForItsOwnerOnlyAndLeavesNothingBeside() throws Exception {
        credentials.store(ONE, KeyScope.ADMIN, "one");
        Files.setPosixFilePermissions(credentials.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        credentials.store(OTHER, KeyScope.ADMIN, "other");

        Path folder = home.resolve(".config/shuttle");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials.file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("credentials.properties")), files.toList());
        }
    }

    @Test
    void keepsTheKeysOfProjectsBesideThoseOfOthersAndOfAllOfAnAddress() throws Exception {
        credentials.store(ONE, KeyScope.parse("deploy:*"), "all");
        credentials.store(ONE, KeyScope.parse("deploy:shop,blog"), "two");
        credentials.store(ONE, KeyScope.parse("read:blog"), "newer");
        credentials.store(OTHER, KeyScope.parse("deploy:shop"), "other");

        assertEquals(Optional.of("all"), credentials.find(ONE));
        assertEquals(Map.of("shop", "two", "blog", "newer"), credentials.ofProjects(ONE));
        assertEquals(Optional.empty(), credentials.find(OTHER));
        assertTrue(credentials.remove(ONE));
        assertEquals(Map.of(), credentials.ofProjects(ONE));
        assertEquals(Map.of("shop", "other"), credentials.ofProjects(OTHER));
    }

    @Test
    void readsAFileOfBefore() throws Exception {
        Files.createDirectories(credentials.file().getParent());
        Files.writeString(credentials.file(), "# Keys of shuttle:login\nhttps\\://api.example.com=old\n");
        credentials.store(ONE, KeyScope.parse("deploy:shop"), "new");

        assertEquals(Optional.of("old"), credentials.find(ONE));
        assertEquals(Map.of("shop", "new"), credentials.ofProjects(ONE));
    }

    @Test
    void forgetsAKeyAndTheFileWithTheLast() throws Exception {
        credentials.store(ONE, KeyScope.ADMIN, "one");
        credentials.store(OTHER, KeyScope.ADMIN, "other");

        assertTrue(credentials.remove(ONE));
        assertFalse(credentials.remove(ONE));
        assertEquals(Optional.of("other"), credentials.find(OTHER));
        assertTrue(credentials.remove(OTHER));
        assertFalse(Files.exists(credentials.file()));
    }

    @Test
    void refusesWhatIsNoKeyAndAFileThatIsNone() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> credentials.store(ONE, KeyScope.ADMIN, "two words"));
        assertFalse(Files.exists(credentials.file()));

        Files.createDirectories(credentials.file().getParent());
        Files.writeString(credentials.file(), "a=secret\\uXYZ");
        IOException fault = assertThrows(IOException.class, () -> credentials.find(ONE));
        assertTrue(fault.toString().contains("is not a valid properties file"), fault.toString());
        assertFalse(fault.toString().contains("secret\\u"), fault.toString());
    }

    @Test
    void liesWhereTheDesktopKeepsSettings() {
        assertEquals(
                Path.of("/x/shuttle/credentials.properties"),
                Credentials.of(Map.of("XDG_CONFIG_HOME", "/x"), home).file());
        assertEquals(
                home.resolve(".config/shuttle/credentials.properties"),
                Credentials.of(Map.of("XDG_CONFIG_HOME", "relative"), home).file());
    }
}
