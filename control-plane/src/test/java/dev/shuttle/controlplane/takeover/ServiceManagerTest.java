package dev.shuttle.controlplane.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ServiceManagerTest {
    /** How many datagrams wait for a reader, less one. */
    private static final Path QUEUE = Path.of("/proc/sys/net/unix/max_dgram_qlen");

    @TempDir
    Path folder;

    @Test
    void itIsToldThatThisProcessServesAndWhichOneGoesOn() throws Exception {
        try (NotifySocket systemd = new NotifySocket(folder.resolve("notify"))) {
            systemd.manager().ready();
            systemd.manager().mainProcess(4711);
            assertEquals("READY=1", systemd.next());
            assertEquals("MAINPID=4711", systemd.next());
        }
    }

    @Test
    void oneThatIsNotThereStopsNothing() {
        ServiceManager.at(folder.resolve("none").toString()).ready();
        ServiceManager.at("@abstract").ready();
    }

    @Test
    void oneThatIsBusyIsAwaitedForASecondOrTwo() throws Exception {
        try (NotifySocket systemd = new NotifySocket(folder.resolve("notify"))) {
            int full = queue() + 1;
            for (int i = 0; i < full; i++) {
                systemd.manager().ready();
            }
            systemd.manager().mainProcess(1);
            Thread waiting = new Thread(() -> systemd.manager().mainProcess(2));
            waiting.start();
            for (int i = 0; i < full; i++) {
                assertEquals("READY=1", systemd.next());
            }
            assertEquals("MAINPID=2", systemd.next());
            waiting.join();
        }
    }

    private static int queue() throws IOException {
        try (InputStream in = Files.newInputStream(QUEUE)) {
            byte[] number = new byte[16]; // in one read: there is nothing behind it
            return Integer.parseInt(new String(number, 0, in.read(number), StandardCharsets.US_ASCII).strip());
        }
    }
}
