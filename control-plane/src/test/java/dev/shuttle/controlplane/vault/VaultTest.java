package dev.shuttle.controlplane.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final String KEY = "a master key of some length";

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(Database.urlIn(folder));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasEncryptedIsReadableAgainByTheSameKeyOnly() throws IOException {
        String ciphertext = vault(KEY).encrypt("secret/app/KEY", "hunter2 ü");

        assertFalse(ciphertext.contains("hunter2"));
        assertEquals("hunter2 ü", vault(KEY).decrypt("secret/app/KEY", ciphertext));
    }

    @Test
    void theSameTextIsEncryptedDifferentlyEachTime() throws IOException {
        Vault vault = vault(KEY);

        assertNotEquals(vault.encrypt("place", "text"), vault.encrypt("place", "text"));
    }

    @Test
    void aCiphertextThatWasPutElsewhereIsRefused() throws IOException {
        Vault vault = vault(KEY);
        String ciphertext = vault.encrypt("secret/mine/KEY", "text");

        assertThrows(IllegalStateException.class, () -> vault.decrypt("secret/yours/KEY", ciphertext));
    }

    @Test
    void aCiphertextCarriesTheIdOfItsKey() throws IOException {
        MasterKey key = MasterKey.of(KEY, folder.resolve("none"));
        byte[] ciphertext = java.util.Base64.getDecoder().decode(vault(KEY).encrypt("place", "text"));

        assertEquals(key.id(), java.util.HexFormat.of().formatHex(ciphertext, 1, 5));
    }

    @Test
    void anotherKeyIsRefusedAndTheRightOneNamed() throws IOException {
        var unused = vault(KEY);
        String id = MasterKey.of(KEY, folder.resolve("none")).id();

        IOException refused = assertThrows(IOException.class, () -> vault("quite another master key"));

        assertTrue(String.valueOf(refused.getMessage()).contains(id), refused::toString);
        assertEquals("x", vault(KEY).decrypt("p", vault(KEY).encrypt("p", "x")));
    }

    @Test
    void aKeyThatIsLostIsNotReplaced() throws IOException {
        Path file = folder.resolve("master.key");
        String ciphertext = Vault.open(null, file, database).encrypt("p", "x");
        String kept = Files.readString(file);
        Files.delete(file);

        IOException refused = assertThrows(IOException.class, () -> Vault.open(null, file, database));

        assertTrue(String.valueOf(refused.getMessage()).contains("There is no master key"), refused::toString);
        assertFalse(Files.exists(file));
        Files.writeString(file, kept);
        assertEquals("x", Vault.open(null, file, database).decrypt("p", ciphertext));
    }

    @Test
    void aGeneratedKeyIsKeptForItsUserAlone() throws IOException {
        Path file = folder.resolve("master.key");

        MasterKey made = MasterKey.of(null, file);

        assertEquals(made.id(), MasterKey.of(null, file).id());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(made.toString().contains(Files.readString(file).strip()));
    }

    @Test
    void anEmptyKeyFileIsNoKey() throws IOException {
        Path file = Files.createFile(folder.resolve("master.key"));

        assertThrows(IOException.class, () -> MasterKey.of(null, file));
    }

    private Vault vault(String key) throws IOException {
        return Vault.open(key, folder.resolve("none"), database);
    }

    @Test
    void aKeyFileThatIsNotTextIsNamed() throws Exception {
        Path file = Files.write(folder.resolve("garbage.key"), new byte[] {(byte) 0xff, 0, 1});

        String said = String.valueOf(
                assertThrows(IOException.class, () -> MasterKey.of(null, file)).getMessage());

        assertTrue(said.contains(file.toString()) && said.contains("Put the original one back"), said);
    }
}
