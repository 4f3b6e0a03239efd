package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    void aDirectoryThatIsReplacedByALinkMeanwhileLeadsNowhere() throws Exception {
        assumeTrue(CurrentUser.isRoot(), "only root has more rights than who would do that");
        Path others = Files.createDirectory(temp.resolve("others"));
        Path tree = Files.createDirectory(temp.resolve("tree"));
        Path inner = Files.createDirectory(tree.resolve("inner"));
        for (int i = 0; i < 1_000; i++) {
            Files.createFile(others.resolve("file-" + i));
            Files.createFile(inner.resolve("file-" + i));
        }
        Thread service = new Thread(() -> replaceOnceItShrinks(inner, tree.resolve("moved"), others));
        service.start();

        try {
            Trees.delete(tree);
        } catch (IOException e) {
            // it may have found what was moved too late
        }
        service.join();

        try (Stream<Path> left = Files.list(others)) {
            assertEquals(1_000, left.count());
        }
        Trees.delete(tree);
        assertFalse(Files.exists(tree));
    }

    private static void replaceOnceItShrinks(Path directory, Path moved, Path target) {
        try {
            var modified = Files.getLastModifiedTime(directory);
            while (Files.getLastModifiedTime(directory).equals(modified)) {
                Thread.onSpinWait();
            }
            Files.move(directory, moved);
            Files.createSymbolicLink(directory, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
