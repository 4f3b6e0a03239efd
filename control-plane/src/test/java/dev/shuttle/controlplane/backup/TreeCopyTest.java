package dev.shuttle.controlplane.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shuttle.controlplane.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TreeCopyTest {
    private static final int COPIES = 3000;

    @TempDir
    Path folder;

    /** To open a pipe at which nobody writes waits for good: without a hold on what is opened, this does. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aFileThatTurnsIntoAPipeInThatInstantHoldsNothingUp() throws Exception {
        assumeTrue(Sandbox.isRoot(), "Services run as the control plane's own user, and could do worse");
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Path file = Files.writeString(folder.resolve("file"), "content");
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path staging = Files.createDirectory(folder.resolve("staging"));
        Thread swapping = new Thread(() -> swap(List.of(file, pipe), tree.resolve("swapped")));
        swapping.start();

        ByteArrayOutputStream backup = new ByteArrayOutputStream();
        try (BackupWriter writer = new BackupWriter(backup, folder.resolve("list"))) {
            for (int i = 0; i < COPIES; i++) {
                new TreeCopy(writer, staging, note -> {}).copy("folders/" + i, tree);
            }
        } finally {
            swapping.interrupt();
            swapping.join();
        }
        assertTrue(Files.isRegularFile(file));
        try (var left = Files.list(staging)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private void swap(List<Path> turns, Path swapped) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (Path turn : turns) {
                    Path next = Files.createLink(folder.resolve("next"), turn);
                    Files.move(next, swapped, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
