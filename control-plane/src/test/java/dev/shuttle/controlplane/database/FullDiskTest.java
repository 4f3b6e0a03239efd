package dev.shuttle.controlplane.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.SmallDisk;
import dev.shuttle.os.DiskFull;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** H2 closes its file when it cannot write, and then cannot even be read. */
class FullDiskTest {

    @Test
    void theStoreComesBackWithoutARestartAndHasAllThatItAcknowledged() throws Exception {
        try (SmallDisk disk = SmallDisk.of(16)) {
            Path store = Files.createDirectory(disk.folder().resolve("store"));
            try (Database database = Database.open(Database.urlIn(store))) {
                int stored = 0;
                for (; stored < 50; stored++) {
                    insert(database, stored);
                }
                disk.fill();
                for (int i = 0; i < 5; i++) {
                    int beyond = 1000 + i;
                    var failure = assertThrows(RuntimeException.class, () -> insert(database, beyond));
                    assertTrue(DiskFull.caused(failure), failure::toString);
                }
                disk.makeRoom();

                insert(database, stored++);
                assertEquals(stored, count(database));
            }
            try (Database again = Database.open(Database.urlIn(store))) {
                assertEquals(51, count(again));
            }
        }
    }

    private static void insert(Database database, int number) {
        database.jdbi()
                .useTransaction(handle -> handle.execute(
                        "insert into api_key (id, name, hash, created_at) values (?, ?, ?, current_timestamp)",
                        "id" + number,
                        "name" + number,
                        "hash" + number));
    }

    private static int count(Database database) {
        return database.jdbi().withHandle(handle -> handle.select("select count(*) from api_key")
                .mapTo(Integer.class)
                .one());
    }
}
