package dev.shuttle.controlplane.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.os.CurrentUser;
import dev.shuttle.os.ForeignTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BackupOfTreesTest {
    private static final int COPIES = 3000;

    @TempDir
    Path folder;

    private Path tree;
    private Path staging;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        tree = Files.createDirectory(folder.resolve("tree"));
        staging = Files.createDirectory(folder.resolve("staging"));
        file = Files.writeString(folder.resolve("file"), "content");
    }

    /** Opening a pipe without a writer blocks forever, unless the file is opened by a handle. */
    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFileThatTurnsIntoAPipeInThatInstantHoldsNothingUp() throws Exception {
        assumeTrue(CurrentUser.isRoot(), "Services run as the control plane's own user, and could do worse");
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

        copyWhile(() -> swap(List.of(pipe, file)));
    }

    @Test
    void aFileThatIsReplacedAgainAndAgainIsInEachCopy() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "others");

        assertEquals(COPIES, copyWhile(() -> swap(List.of(other, file))));
    }

    @Test
    void leavesOutASparseFileThatIsLargerThanItsDisk() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(tree.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(Files.getFileStore(tree).getTotalSpace() + 1);
        } catch (IOException e) {
            assumeTrue(false, "The file system has no file as large as it is itself: " + e);
        }
        Files.createLink(tree.resolve("kept"), file);
        List<String> notes = new ArrayList<>();
        Path list = folder.resolve("list");
        try (BackupWriter writer = new BackupWriter(new ByteArrayOutputStream(), list)) {
            new ForeignTree(writer, staging, notes::add).read("folders/p", tree);
            assertEquals(
                    1,
                    Files.readAllLines(list).stream()
                            .filter(entry -> entry.contains("/kept\""))
                            .count());
        }
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("folders/p/sparse\"; its size"), notes.get(0));
    }

    /** Returns in how many copies the file is. */
    private long copyWhile(Runnable swapping) throws Exception {
        Files.createLink(tree.resolve("swapped"), file);
        Thread thread = new Thread(swapping);
        thread.start();
        Path list = folder.resolve("list");
        try (BackupWriter writer = new BackupWriter(new ByteArrayOutputStream(), list)) {
            for (int i = 0; i < COPIES; i++) {
                new ForeignTree(writer, staging, note -> {}).read("folders/" + i, tree);
            }
            assertTrue(thread.isAlive());
            return Files.readAllLines(list).stream()
                    .filter(entry -> entry.contains("/swapped\""))
                    .count();
        } finally {
            thread.interrupt();
            thread.join();
            try (Stream<Path> left = Files.list(staging)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    /** The first is another than what is there: to rename a link to one of the same file does nothing. */
    private void swap(List<Path> turns) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (Path turn : turns) {
                    Path next = Files.createLink(folder.resolve("next"), turn);
                    Files.move(next, tree.resolve("swapped"), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
