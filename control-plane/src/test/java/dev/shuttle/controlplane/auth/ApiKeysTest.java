package dev.shuttle.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.ConflictException;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.protocol.Key;
import dev.shuttle.protocol.KeyRequest;
import dev.shuttle.protocol.KeyScope;
import dev.shuttle.protocol.NewKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
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
        assertTrue(keys.find(key).isPresent());
        assertEquals(key + "\n", Files.readString(folder.resolve("admin.key")));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(folder.resolve("admin.key")));
    }

    @Test
    void theOperatorsOwnKeyReplacesTheGeneratedOne() throws IOException {
        String generated = keys.administrator(null).orElseThrow();
        assertEquals(Optional.empty(), keys.administrator("an operator's own long key"));
        assertTrue(keys.find("an operator's own long key").isPresent());
        assertFalse(keys.find(generated).isPresent());
        assertFalse(Files.exists(folder.resolve("admin.key")));
    }

    @Test
    void aKeyForAsManyProjectsAsMayBeIsKept() {
        String projects =
                IntStream.range(0, 50).mapToObj(i -> "p" + "x".repeat(60) + i).collect(Collectors.joining(","));
        KeyScope scope = KeyScope.parse("deploy:" + projects);

        NewKey made = keys.create(new KeyRequest("team", scope, null));

        assertEquals(scope, keys.find(made.key()).orElseThrow().scope());
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
            assertFalse(keys.find(other).isPresent(), other);
        }
    }

    @Test
    void aMadeKeyDoesWhatItsScopeSaysUntilItIsRevoked() {
        NewKey made = keys.create(new KeyRequest("ci", KeyScope.parse("deploy:shop"), null));

        Key found = keys.find(made.key()).orElseThrow();
        assertEquals(KeyScope.parse("deploy:shop"), found.scope());
        assertEquals(made.id(), found.id());
        assertTrue(keys.all().get(0).lastUsedAt() != null, "that it was used is noted");

        keys.revoke(made.id());
        assertEquals(Optional.empty(), keys.find(made.key()));
        assertThrows(UnknownKeyException.class, () -> keys.revoke(made.id()));
    }

    @Test
    void anExpiredKeyOpensNothing() throws InterruptedException {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        NewKey lasting = keys.create(new KeyRequest("lasting", KeyScope.ADMIN, later));
        Instant soon = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MILLIS); // as the database keeps it
        NewKey made = keys.create(new KeyRequest("short", KeyScope.ADMIN, soon));
        while (Instant.now().isBefore(soon.plusMillis(5))) {
            Thread.sleep(20);
        }
        assertEquals(Optional.empty(), keys.find(made.key()));
        assertTrue(keys.find(lasting.key()).isPresent());
    }

    @Test
    void aMadeKeyIsKnownByItsLook() {
        String key = keys.create(new KeyRequest("ci", KeyScope.ADMIN, null)).key();
        assertTrue(key.matches("shk_[0-9A-Za-z]{40}"), key);
        assertTrue(hasChecksum(key));
        char other = key.charAt(10) == 'x' ? 'y' : 'x';
        assertFalse(hasChecksum(key.substring(0, 10) + other + key.substring(11)), "one letter is another");
    }

    /** As a scanner would look, by the words of the documentation: CRC-32 of all before, six digits to base 62. */
    private static boolean hasChecksum(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.substring(0, 38).getBytes(StandardCharsets.US_ASCII));
        long read = 0;
        for (char digit : key.substring(38).toCharArray()) {
            int value = Character.digit(digit, 10);
            value = value >= 0 ? value : digit <= 'Z' ? digit - 'A' + 10 : digit - 'a' + 36;
            read = read * 62 + value;
        }
        return read == crc.getValue();
    }

    @Test
    void whatIsNoKeyIsNotMade() {
        keys.create(new KeyRequest("ci", KeyScope.ADMIN, null));
        assertThrows(ConflictException.class, () -> keys.create(new KeyRequest("ci", KeyScope.ADMIN, null)));
        for (String name : new String[] {"", " ", "a\u001bb", "x".repeat(101)}) {
            assertThrows(InvalidException.class, () -> keys.create(new KeyRequest(name, KeyScope.ADMIN, null)), name);
        }
        Instant past = Instant.now().minusSeconds(1);
        assertThrows(InvalidException.class, () -> keys.create(new KeyRequest("old", KeyScope.ADMIN, past)));
    }

    @Test
    void theAdministratorsOwnKeyIsNotRevoked() throws IOException {
        keys.administrator("an operator's own long key");
        assertThrows(ConflictException.class, () -> keys.revoke("admin"));
        assertTrue(keys.find("an operator's own long key").isPresent());
    }
}
