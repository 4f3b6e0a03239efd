package dev.shuttle.controlplane.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    @TempDir
    Path folder;

    private Database database;
    private ApiKeys keys;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
        keys = new ApiKeys(database, folder.resolve("admin.key"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aKeyIsGeneratedOnceAndKeptForItsOwnerOnly() throws IOException {
        String key = keys.administrator(null).orElseThrow();
        assertEquals(Optional.empty(), keys.administrator(null));
        assertTrue(keys.knows(key));
        assertEquals(key + "\n", Files.readString(folder.resolve("admin.key")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(folder.resolve("admin.key")));
    }

    @Test
    void theOperatorsOwnKeyReplacesTheGeneratedOne() throws IOException {
        String generated = keys.administrator(null).orElseThrow();
        assertEquals(Optional.empty(), keys.administrator("an operator's own long key"));
        assertTrue(keys.knows("an operator's own long key"));
        assertFalse(keys.knows(generated));
        assertFalse(Files.exists(folder.resolve("admin.key")));
    }

    @Test
    void nothingOnDiskHoldsTheKeyButItsFile() throws IOException {
        keys.administrator("an operator's own long key");
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains("operator's own"), file::toString);
            }
        }
    }

    @Test
    void garbageOpensNothing() throws IOException {
        String key = keys.administrator(null).orElseThrow();
        for (String other : new String[] {"", " ", key + "x", key.substring(1), "'; drop table api_key; --"}) {
            assertFalse(keys.knows(other), other);
        }
    }
}
