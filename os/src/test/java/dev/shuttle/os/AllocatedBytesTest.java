package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllocatedBytesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aDenseFileCountsWithItsSizeAndASparseOneWithItsBlocks() throws Exception {
        Path dense = Files.createDirectory(folder.resolve("dense"));
        Path sparse = Files.createDirectory(folder.resolve("sparse"));
        Files.write(dense.resolve("file"), new byte[3 * MIB]);
        try (RandomAccessFile file = new RandomAccessFile(sparse.resolve("file").toFile(), "rw")) {
            file.setLength(300L << 30);
        }

        List<Long> sizes = AllocatedBytes.of(List.of(dense, sparse), PATIENCE);

        assertTrue(sizes.get(0) >= 3 * MIB && sizes.get(0) < 4 * MIB, sizes::toString);
        assertTrue(sizes.get(1) < MIB, sizes::toString);
    }

    @Test
    void whatIsNotThereTakesNothing() throws Exception {
        assertEquals(List.of(0L), AllocatedBytes.of(List.of(folder.resolve("none")), PATIENCE));
    }

    @Test
    void aLinkIsNotFollowedAndAFileWithTwoNamesCountsOnce() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.write(first.resolve("file"), new byte[3 * MIB]);
        Files.createLink(second.resolve("again"), first.resolve("file"));
        Files.createSymbolicLink(second.resolve("link"), first);

        assertTrue(AllocatedBytes.of(List.of(first, second), PATIENCE).get(1) < MIB);
    }

    @Test
    void aWalkThatTakesTooLongIsEndedAndIsNoAnswer() throws Exception {
        for (int i = 0; i < 200; i++) {
            Files.createDirectories(folder.resolve("d" + i));
        }
        assertThrows(IOException.class, () -> AllocatedBytes.of(List.of(folder), Duration.ZERO));
        assertFalse(ProcessHandle.current()
                .children()
                .anyMatch(child ->
                        child.info().command().orElse("").endsWith("/du") && child.isAlive() && !awaitEnd(child)));
    }

    private static boolean awaitEnd(ProcessHandle process) {
        return process.onExit()
                                .completeOnTimeout(process, 10, java.util.concurrent.TimeUnit.SECONDS)
                                .join()
                        != null
                && !process.isAlive();
    }
}
