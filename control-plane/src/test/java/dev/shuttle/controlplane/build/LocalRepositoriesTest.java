package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRepositoriesTest {

    @TempDir
    Path home;

    @Test
    void eachProjectHasItsOwnAndKeepsIt() throws Exception {
        LocalRepositories repositories = new LocalRepositories(home, 100, project -> {});
        Files.writeString(repositories.open("one").resolve("x"), "kept");
        repositories.hold("one");
        assertEquals("kept", Files.readString(repositories.open("one").resolve("x")));
        assertFalse(Files.exists(repositories.open("two").resolve("x")));
    }

    @Test
    void oneThatHasGrownTooLargeIsEmptied() throws Exception {
        LocalRepositories repositories = new LocalRepositories(home, 100, project -> {});
        Files.write(repositories.open("one").resolve("x"), new byte[101]);
        repositories.hold("one");
        assertFalse(Files.exists(repositories.open("one").resolve("x")));
    }

    @Test
    void thatOfADeletedProjectIsGoneAtOnceAndForGoodWithTheNextStart() throws Exception {
        LocalRepositories repositories = new LocalRepositories(home, 100, project -> {});
        Files.writeString(repositories.open("one").resolve("x"), "old");
        Path aside = repositories.setAside("one");
        assertFalse(Files.exists(repositories.open("one").resolve("x")));
        assertTrue(Files.exists(aside.resolve("x")));
        repositories.removeLeftovers();
        assertFalse(Files.exists(aside));
        assertFalse(Files.exists(repositories.setAside("never-built")));
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Files.createDirectories(home.resolve("repositories"));
        Files.createSymbolicLink(home.resolve("repositories/one"), elsewhere);
        Path own = new LocalRepositories(home, 100, project -> {}).open("one");
        assertEquals(home.toRealPath().resolve("repositories/one"), own);
        assertTrue(Files.exists(elsewhere));
    }
}
