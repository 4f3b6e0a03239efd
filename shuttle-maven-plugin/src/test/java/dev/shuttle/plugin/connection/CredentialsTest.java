package dev.shuttle.plugin.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        credentials.store(ONE, "one\n");
        credentials.store(OTHER, "other");
        credentials.store(ONE, "one=2");

        assertEquals(Optional.of("one=2"), credentials.find(ONE));
        assertEquals(Optional.of("one=2"), credentials.find(ApiAddress.parse("HTTPS://API.example.com:443/")));
        assertEquals(Optional.of("other"), credentials.find(OTHER));
        assertEquals(Optional.empty(), credentials.find(ApiAddress.parse("http://api.example.com")));
    }

    @Test
    void isForItsOwnerOnlyAndLeavesNothingBeside() throws Exception {
        credentials.store(ONE, "one");
        Files.setPosixFilePermissions(credentials.file(), PosixFilePermissions.fromString("rw-rw-rw-"));
        credentials.store(OTHER, "other");

        Path folder = home.resolve(".config/shuttle");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials.file())));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("credentials.properties")), files.toList());
        }
    }

    @Test
    void forgetsAKeyAndTheFileWithTheLast() throws Exception {
        credentials.store(ONE, "one");
        credentials.store(OTHER, "other");

        assertTrue(credentials.remove(ONE));
        assertFalse(credentials.remove(ONE));
        assertEquals(Optional.of("other"), credentials.find(OTHER));
        assertTrue(credentials.remove(OTHER));
        assertFalse(Files.exists(credentials.file()));
    }

    @Test
    void refusesWhatIsNoKeyAndAFileThatIsNone() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> credentials.store(ONE, "two words"));
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
