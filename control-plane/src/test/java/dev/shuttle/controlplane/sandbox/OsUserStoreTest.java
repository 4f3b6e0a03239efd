package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsUserStoreTest {

    @TempDir
    Path folder;

    @Test
    void aProjectKeepsItsIdAndNoOtherEverGetsIt() throws IOException {
        int first;
        try (Database database = Database.open(Database.urlIn(folder))) {
            OsUserStore store = new OsUserStore(database, new OsUserRange(100_000, 50_000, 1000));
            first = store.number("a");
            assertEquals(first, store.number("a"));
            assertEquals(first + 1, store.number("b"));
            database.jdbi().useHandle(handle -> handle.execute("delete from project where name = 'b'"));
        }
        try (Database database = Database.open(Database.urlIn(folder))) {
            OsUserStore store = new OsUserStore(database, new OsUserRange(100_000, 50_000, 1000));
            assertEquals(first, store.number("a"));
            assertNotEquals(first + 1, store.number("c"));
            assertEquals(
                    List.of(first, first + 2),
                    store.all().stream().sorted().filter(n -> n != first + 1).toList());
        }
    }

    @Test
    void whenNoneIsLeftItSaysForWhom() {
        try (Database database = Database.open(Database.urlIn(folder))) {
            OsUserStore store = new OsUserStore(database, new OsUserRange(100_000, 0, 1000));

            IOException none = assertThrows(IOException.class, () -> store.number("late"));
            assertTrue(none.toString().contains("the project late"), none::toString);
        }
    }
}
