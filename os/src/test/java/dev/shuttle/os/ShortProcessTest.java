package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShortProcessTest {

    @Test
    void saysWhatWasPrintedOrTheExitCode() {
        assertEquals("one two", sh("echo one; echo two >&2").line());
        assertEquals("exit code 3", sh("exit 3").line());
        assertFalse(ShortProcess.run(List.of("no-such-program")).succeeded());
    }

    /** On two processors the common pool has one thread; what ends a host waited in it for another one, on JDK 25. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void needsNoThreadOfTheCommonPool() {
        CountDownLatch over = new CountDownLatch(1);
        for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        try {
            assertEquals(new ShortProcess(0, "ended\n"), sh("echo ended"));
        } finally {
            over.countDown();
        }
    }

    private static ShortProcess sh(String line) {
        return ShortProcess.run(List.of("sh", "-c", line));
    }
}
