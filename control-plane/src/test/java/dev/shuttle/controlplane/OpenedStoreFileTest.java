package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.controlplane.database.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedStoreFileTest {
    private static final Pattern COPY = Pattern.compile("`cp (/proc/[0-9]+/fd/[0-9]+) (\\S+)`");

    @TempDir
    Path home;

    @Test
    void aStoreThatSomebodyRemovesIsToldAndCanBePutBackAsItIsSaid() throws Exception {
        Path store = Files.createDirectory(home.resolve("store"));
        Path copy = home.resolve("copy");
        try (Database database = Database.open(Database.urlIn(store))) {
            OpenedStoreFile files = OpenedStoreFile.of(home, null);
            assertEquals(Optional.empty(), files.trouble());
            database.jdbi().useHandle(handle -> handle.execute("create table kept (id int)"));
            database.jdbi().useHandle(handle -> handle.execute("checkpoint sync"));

            Files.delete(store.resolve("shuttle.mv.db"));

            Matcher told = COPY.matcher(files.trouble().orElseThrow());
            assertTrue(told.find());
            assertEquals(store.resolve("shuttle.mv.db"), Path.of(told.group(2)));
            Files.copy(Path.of(told.group(1)), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(copy, store.resolve("shuttle.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Database database = Database.open(Database.urlIn(store))) {
            int rows = database.jdbi().withHandle(handle -> handle.select("select count(*) from kept")
                    .mapTo(Integer.class)
                    .one());
            assertEquals(0, rows);
        }
    }

    @Test
    void aStoreElsewhereIsNoneOfTheHome() throws Exception {
        Path former =
                Files.createFile(Files.createDirectory(home.resolve("store")).resolve("shuttle.mv.db"));
        OpenedStoreFile files = OpenedStoreFile.of(home, "jdbc:h2:mem:elsewhere");

        Files.delete(former);

        assertEquals(Optional.empty(), files.trouble());
    }
}
