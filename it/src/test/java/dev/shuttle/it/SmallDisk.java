package dev.shuttle.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk that can be filled, mounted over a folder. Only root can have one: elsewhere the test is skipped, and says so. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk at(Path folder, int megabytes) throws Exception {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        if (!mounted) {
            System.out.println("SKIPPED: a test of a full disk needs root, to mount a small one");
        }
        assumeTrue(mounted, "needs root, to mount a small disk");
        return new SmallDisk(folder);
    }

    /** Until that many bytes are left; 0 is to the last byte. */
    void fillBut(long left) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] bytes = new byte[64 * 1024];
            while (left == 0 || folder.toFile().getUsableSpace() > left) {
                out.write(bytes);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    @Override
    public void close() throws Exception {
        if (!run("umount", folder.toString()) && !run("umount", "-l", folder.toString())) {
            throw new IOException(folder + " stays mounted");
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
