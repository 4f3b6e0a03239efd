package dev.shuttle.controlplane.mavenproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that a start keeps. */
class CacheFolderTest {

    @TempDir
    Path home;

    @Test
    void whatBuildsOfAnEarlierVersionWroteIsNotTrusted() throws Exception {
        Path poisoned = file("m2/org/example/lib/1/lib-1.jar", 10, 0);
        CacheFolder.open(home);
        assertFalse(Files.exists(poisoned));
    }

    @Test
    void whatControlPlanesWroteStays() throws Exception {
        CacheFolder.open(home);
        Path kept = file("m2/org/example/lib/1/lib-1.jar", 10, 0);
        assertEquals(home.resolve("m2").toRealPath(), CacheFolder.open(home));
        assertTrue(Files.exists(kept));
    }

    @Test
    void aFolderElsewhereIsNeverEmptiedForTheOperator() throws Exception {
        Path theirs = file("elsewhere/org/example/lib/1/lib-1.jar", 10, 0);
        Files.createSymbolicLink(home.resolve("m2"), home.resolve("elsewhere"));
        String message = String.valueOf(
                assertThrows(IOException.class, () -> CacheFolder.open(home)).getMessage());
        assertTrue(message.contains("Empty it, then start again."), message);
        assertTrue(Files.exists(theirs));

        Files.delete(home.resolve("m2"));
        Files.createSymbolicLink(home.resolve("m2"), Files.createDirectories(home.resolve("empty")));
        assertEquals(home.resolve("empty").toRealPath(), CacheFolder.open(home));
    }

    @Test
    void whatWasWrittenLongestAgoGoesFirst() throws Exception {
        Path folder = CacheFolder.open(home);
        Path old = file("m2/a/b/1/b-1.jar", 60, 3);
        Path older = file("m2/a/b/2/b-2.jar", 60, 4);
        Path young = file("m2/a/b/3/b-3.jar", 60, 1);
        Path comingIn = file("m2/.aside/1", 60, 0);
        Path left = file("m2/.aside/2", 60, 2);

        CacheEviction.of(folder, 130);

        assertEquals(
                List.of(true, false, true, true, false),
                List.of(old, older, young, comingIn, left).stream()
                        .map(Files::exists)
                        .toList());
        assertTrue(Files.exists(CacheFolder.open(home)), "still trusted");
        assertTrue(Files.exists(old));
    }

    private Path file(String name, int bytes, int hoursAgo) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600L * hoursAgo)));
        return file;
    }
}
