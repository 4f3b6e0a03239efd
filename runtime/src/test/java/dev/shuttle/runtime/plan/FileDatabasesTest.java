package dev.shuttle.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDatabasesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:./data/app",
                "jdbc:h2:file:~/app;MODE=PostgreSQL",
                "jdbc:h2:app",
                "jdbc:sqlite:app.db",
                "jdbc:hsqldb:file:data/app",
                "jdbc:derby:app;create=true"
            })
    void findsFilesThatGoWithTheDeployment(String url) {
        List<String> notes = notes("spring.datasource.url=" + url + "\n");

        assertEquals(1, notes.size());
        assertTrue(notes.get(0).startsWith("a.properties names " + url.replaceFirst(";.*", "")), notes.get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:app",
                "jdbc:h2:tcp://localhost/app",
                "jdbc:sqlite::memory:",
                "jdbc:hsqldb:mem:app",
                "jdbc:derby:memory:app",
                "jdbc:derby://localhost/app",
                "jdbc:h2:/srv/app",
                "jdbc:h2:${DIRECTORY}/app",
                "jdbc:postgresql://localhost/app"
            })
    void passesOverOthers(String url) {
        assertEquals(List.of(), notes("url=" + url + "\n"));
    }

    @Test
    void looksAtConfigurationOnly(@TempDir Path directory) throws Exception {
        FileDatabases databases = new FileDatabases();
        for (String name : List.of("readme.md", "application.yml")) {
            databases.look(Files.writeString(directory.resolve(name), "url: jdbc:sqlite:" + name));
        }

        assertEquals(1, databases.notes().size());
    }

    private static List<String> notes(String content) {
        FileDatabases databases = new FileDatabases();
        databases.look("a.properties", content.getBytes(StandardCharsets.UTF_8));
        return databases.notes();
    }
}
