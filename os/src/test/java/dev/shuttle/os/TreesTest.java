package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TreesTest {

    private static final int AT_ONCE = 4;

    @TempDir
    Path temp;

    @Test
    void severalMayCreateTheSameDirectoryAtOnce() throws Exception {
        var executor = Executors.newFixedThreadPool(AT_ONCE);
        var together = new CyclicBarrier(AT_ONCE);
        try {
            for (int round = 0; round < 200; round++) {
                Path directory = temp.resolve("of-" + round);
                Callable<Path> create = () -> {
                    together.await();
                    return Trees.createPrivate(directory);
                };
                for (Future<Path> created : executor.invokeAll(Collections.nCopies(AT_ONCE, create))) {
                    assertEquals(directory, created.get());
                }
                assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void somethingElseOfThatNameIsNoDirectory() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("other")));
        assertThrows(FileAlreadyExistsException.class, () -> Trees.createPrivate(link));
        assertThrows(
                FileAlreadyExistsException.class, () -> Trees.createPrivate(Files.createFile(temp.resolve("file"))));
    }

    @Test
    void aTreeWhosePathsAreTooLongForTheKernelIsDeleted() throws Exception {
        Path tree = Files.createDirectory(temp.resolve("tree"));
        for (int i = 0; i < 3; i++) { // each puts the one before below 3000 more bytes
            Path next = Files.createDirectory(temp.resolve("next"));
            Path bottom = next;
            for (int level = 0; level < 20; level++) {
                bottom = Files.createDirectory(bottom.resolve("d".repeat(150)));
            }
            Files.writeString(bottom.resolve("file"), "");
            Files.move(tree, bottom.resolve("tree"));
            Files.move(next, tree);
        }
        Path neighbour = Files.createFile(temp.resolve("neighbour"));

        Trees.delete(tree);

        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(List.of(neighbour), left.toList());
        }
    }
}
