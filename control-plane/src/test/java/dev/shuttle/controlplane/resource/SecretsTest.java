package dev.shuttle.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.log.Masks;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.SecretName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @TempDir
    Path folder;

    private final Masks masks = new Masks();
    private Database database;
    private Secrets secrets;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(Database.urlIn(folder));
        Vault vault = Vault.open("a master key of some length", folder.resolve("none"), database);
        secrets = new Secrets(database, vault, masks);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void namesAreListedAndValuesGoToTheServiceOnly() {
        secrets.change("app", Map.of("B_KEY", "hunter2", "A_KEY", "other"));

        assertEquals(
                List.of("A_KEY", "B_KEY"),
                secrets.names("app").stream().map(SecretName::name).toList());
        assertEquals(Map.of("A_KEY", "other", "B_KEY", "hunter2"), secrets.values("app"));
        assertEquals(List.of(), secrets.names("another"));
    }

    @Test
    void theStoreHoldsNoValueInClear() {
        secrets.change("app", Map.of("KEY", "hunter2"));

        String stored = database.jdbi().withHandle(handle -> handle.select("select encrypted from secret")
                .mapTo(String.class)
                .one());
        assertFalse(stored.contains("hunter2"));
    }

    @Test
    void itTellsWhetherAnythingIsDifferentNow() {
        assertTrue(secrets.change("app", Map.of("KEY", "one")));
        assertFalse(secrets.change("app", Map.of("KEY", "one")));
        assertTrue(secrets.change("app", Map.of("KEY", "two")));
        assertTrue(secrets.change("app", removal("KEY")));
        assertFalse(secrets.change("app", removal("KEY")));
        assertEquals(List.of(), secrets.names("app"));
    }

    @Test
    void oneThatIsNotSetIsUnknown() {
        secrets.change("app", Map.of("KEY", "one"));

        secrets.require("app", "KEY");
        assertThrows(UnknownSecretException.class, () -> secrets.require("app", "KEYY"));
    }

    @Test
    void aValueThatIsSetIsMaskedFromThenOn() {
        secrets.change("app", Map.of("KEY", "hunter2"));

        assertEquals("it is ***", masks.mask("app", "it is hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1KEY", "A-KEY", "A KEY", "KEY\n", "../KEY", "ÄKEY"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThrows(InvalidException.class, () -> secrets.change("app", Map.of(name, "value")));
    }

    @Test
    void allOfAChangeOrNoneIsKept() {
        InvalidException refused = assertThrows(
                InvalidException.class, () -> secrets.change("app", Map.of("GOOD", "value", "bad name", "hunter2")));

        assertFalse(String.valueOf(refused.getMessage()).contains("hunter2"));
        assertEquals(List.of(), secrets.names("app"));
    }

    @Test
    void aValueHasABound() {
        String most = "x".repeat(32 * 1024);
        secrets.change("app", Map.of("KEY", most));

        assertThrows(InvalidException.class, () -> secrets.change("app", Map.of("KEY", most + "x")));
        assertThrows(InvalidException.class, () -> secrets.change("app", Map.of("KEY", "")));
        assertEquals(most, secrets.values("app").get("KEY"));
    }

    @Test
    void aProjectHasABoundedNumberOfThem() {
        Map<String, @Nullable String> many = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("KEY_" + i, "value");
        }
        secrets.change("app", many);

        assertThrows(InvalidException.class, () -> secrets.change("app", Map.of("ONE_MORE", "value")));
        assertEquals(200, secrets.names("app").size());
    }

    private static Map<String, @Nullable String> removal(String name) {
        Map<String, @Nullable String> removal = new HashMap<>();
        removal.put(name, null);
        return removal;
    }
}
