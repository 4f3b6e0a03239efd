package dev.shuttle.controlplane.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @Test
    void itIsOpenedAgainWithWhatItHeld(@TempDir Path folder) {
        try (Database database = Database.open(Database.urlIn(folder))) {
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "insert into project (name, state, created_at) values ('todo', 'new', current_timestamp)"));
        }
        try (Database database = Database.open(Database.urlIn(folder))) {
            assertEquals(1, count(database, "select count(*) from project"));
        }
    }

    @Test
    void theNewestMigrationIsTheOneThatAStartLooksFor(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            int newest = files.map(file -> file.getFileName().toString())
                    .map(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            assertEquals(Integer.toString(newest), Database.NEWEST_MIGRATION);
        }
        try (Database database = Database.open(Database.urlIn(folder))) {
            assertEquals(
                    1,
                    count(
                            database,
                            "select count(*) from \"flyway_schema_history\" where \"version\" = '"
                                    + Database.NEWEST_MIGRATION + "' and \"success\""));
        }
    }

    private static int count(Database database, String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.select(sql).mapTo(Integer.class).one());
    }
}
