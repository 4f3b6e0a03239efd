package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
    private Process process;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        ProcessBuilder builder = new ProcessBuilder("cat").redirectOutput(new File("/dev/null"));
        builder.environment().put("SHUTTLE_PROCFS_TEST", "marked");
        process = builder.start();
    }

    @AfterEach
    void end() throws Exception {
        process.destroyForcibly();
        process.waitFor();
    }

    @Test
    void readsWhatAProcessIs() throws Exception {
        long pid = process.pid();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!ProcFs.arguments(pid).equals(Optional.of(List.of("cat", ""))) && System.nanoTime() < deadline) {
            Thread.onSpinWait(); // between fork and exec it is still we
        }
        assertTrue(ProcFs.pids().contains(pid));
        assertEquals(Optional.of(List.of("cat", "")), ProcFs.arguments(pid));
        assertTrue(ProcFs.environment(pid).contains("\0SHUTTLE_PROCFS_TEST=marked\0"));
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), ProcFs.uid(pid));
        assertEquals(ProcFs.session(ProcessHandle.current().pid()), ProcFs.session(pid));
        assertFalse(ProcFs.isZombie(pid));
    }

    @Test
    void knowsNothingOfAProcessThatHasEnded() throws Exception {
        process.destroyForcibly();
        process.waitFor();
        long pid = process.pid();
        assertFalse(ProcFs.pids().contains(pid));
        assertEquals(Optional.empty(), ProcFs.arguments(pid));
        assertEquals("\0", ProcFs.environment(pid));
        assertEquals(-1, ProcFs.uid(pid));
        assertEquals(-1, ProcFs.session(pid));
        assertFalse(ProcFs.isZombie(pid));
    }

    @Test
    void namesTheHolderOfALock(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")));
        Path file = Files.createFile(folder.resolve("lock"));
        assertEquals(Optional.empty(), ProcFs.lockHolder(file));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertTrue(lock.isValid());
            assertEquals(Optional.of(ProcessHandle.current().pid()), ProcFs.lockHolder(file));
        }
    }
}
