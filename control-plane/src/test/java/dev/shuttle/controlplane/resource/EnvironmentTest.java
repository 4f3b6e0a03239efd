package dev.shuttle.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.controlplane.vault.Vault;
import dev.shuttle.protocol.EnvironmentVariable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
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

class EnvironmentTest {
    @TempDir
    Path folder;

    private Database database;
    private Environment environment;

    @BeforeEach
    void open() throws IOException {
        database = Database.open(Database.urlIn(folder));
        environment =
                new Environment(database, Vault.open("a master key of some length", folder.resolve("none"), database));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void variablesAreListedWithTheirValuesByName() {
        environment.change("app", Map.of("B", "two", "A", ""));

        assertEquals(
                List.of(new EnvironmentVariable("A", ""), new EnvironmentVariable("B", "two")),
                environment.list("app"));
        assertEquals(List.of(), environment.list("another"));
    }

    @Test
    void theStoreHoldsNoValueInClear() {
        environment.change("app", Map.of("KEY", "hunter2"));

        String stored = database.jdbi().withHandle(handle -> handle.select("select encrypted from variable")
                .mapTo(String.class)
                .one());
        assertFalse(stored.contains("hunter2"));
    }

    @Test
    void aVariableOfAnotherProjectOrNameCannotBeReadAsThis() {
        environment.change("app", Map.of("KEY", "hunter2"));
        database.jdbi().useHandle(handle -> handle.execute("update variable set name = 'OTHER'"));

        assertThrows(IllegalStateException.class, () -> environment.values("app"));
    }

    @Test
    void aChangeRemovesToo() {
        environment.change("app", Map.of("A", "1", "B", "2"));
        environment.change("app", Collections.singletonMap("A", null));

        assertEquals(Map.of("B", "2"), environment.values("app"));
        environment.require("app", "B");
        assertThrows(UnknownVariableException.class, () -> environment.require("app", "A"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"line one\nline two\r\n", "\"quoted\" and 'quoted'", "🚀 größer", " = ", "$HOME `id`"})
    void aValueIsKeptAsItIs(String value) {
        environment.change("app", Map.of("KEY", value));

        assertEquals(value, environment.values("app").get("KEY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1KEY", "A-KEY", "A KEY", "KEY\n", "A=B", "ÄKEY", "BASH_FUNC_x%%"})
    void aNameThatIsNoneIsRefused(String name) {
        assertThrows(InvalidException.class, () -> environment.change("app", Map.of(name, "value")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT",
                "SERVER_PORT",
                "SERVER_ADDRESS",
                "QUARKUS_HTTP_PORT",
                "MICRONAUT_SERVER_PORT",
                "SHUTTLE_FOLDER",
                "JAVA_HOME",
                "HOME",
                "PATH",
                "LD_PRELOAD",
                "BASH_ENV"
            })
    void whatThePlatformSetsIsRefusedByName(String name) {
        InvalidException refused =
                assertThrows(InvalidException.class, () -> environment.change("app", Map.of(name, "hunter2")));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("The variable " + name + " cannot be set"), message);
        assertFalse(message.contains("hunter2"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "TZ", "LANG", "DATABASE_URL", "port", "_"})
    void othersAreTheUsersOwn(String name) {
        assertDoesNotThrow(() -> environment.change("app", Map.of(name, "value")));
    }

    @Test
    void allOfAChangeOrNoneIsKept() {
        assertThrows(
                InvalidException.class, () -> environment.change("app", Map.of("GOOD", "value", "bad name", "value")));

        assertEquals(Map.of(), environment.values("app"));
    }

    @Test
    void aValueHasTheBoundThatLinuxHas() {
        String most = "x".repeat(128 * 1024 - "KEY=".length() - 1);
        environment.change("app", Map.of("KEY", most));

        assertThrows(InvalidException.class, () -> environment.change("app", Map.of("KEY", most + "x")));
        assertThrows(InvalidException.class, () -> environment.change("app", Map.of("KEY", "a\0b")));
        assertEquals(most, environment.values("app").get("KEY"));
    }

    @Test
    void allTogetherHaveABound() {
        String large = "x".repeat(100 * 1024);
        Map<String, @Nullable String> ten = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("LARGE_" + i, large);
        }
        environment.change("app", ten);

        assertThrows(InvalidException.class, () -> environment.change("app", Map.of("ONE_MORE", large)));
    }

    @Test
    void aProjectHasABoundedNumberOfThem() {
        Map<String, @Nullable String> many = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            many.put("KEY_" + i, "value");
        }
        environment.change("app", many);

        assertThrows(InvalidException.class, () -> environment.change("app", Map.of("ONE_MORE", "value")));
        assertEquals(500, environment.list("app").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "PT0S", "PT0.5S", "-PT1M", "PT24H1S", "P999999999D", "ten minutes"})
    void aBoundOnSilenceThatIsNoneIsRefused(String value) {
        InvalidException refused = assertThrows(
                InvalidException.class, () -> environment.change("app", Map.of("SHUTTLE_RESPONSE_TIMEOUT", value)));

        assertTrue(String.valueOf(refused.getMessage()).contains("1s to 24h"), refused::getMessage);
    }
}
