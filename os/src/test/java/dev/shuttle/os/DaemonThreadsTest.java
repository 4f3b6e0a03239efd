package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {

    @Test
    void namesItsThreads() {
        ThreadFactory numbered = DaemonThreads.numbered("pool-");
        Thread first = numbered.newThread(() -> {});
        Thread second = numbered.newThread(() -> {});
        assertEquals("pool-1", first.getName());
        assertEquals("pool-2", second.getName());
        assertEquals("one", DaemonThreads.named("one").newThread(() -> {}).getName());
        assertTrue(first.isDaemon());
    }

    @Test
    void startsOne() throws Exception {
        Thread[] ran = new Thread[1];
        Thread thread = DaemonThreads.start("work", () -> ran[0] = Thread.currentThread());
        thread.join();
        assertEquals(thread, ran[0]);
        assertTrue(thread.isDaemon());
    }

    @Test
    void runsTasksAtTheSameTime() {
        CountDownLatch all = new CountDownLatch(2);
        Runnable waiting = () -> {
            all.countDown();
            Uninterruptibles.await(() -> all.await(20, TimeUnit.SECONDS));
        };
        DaemonThreads.runAll("close", List.of(waiting, waiting), Duration.ofSeconds(20));
        assertEquals(0, all.getCount());
    }

    @Test
    void doesNotWaitForATaskBeyondTheLimit() {
        CountDownLatch ending = new CountDownLatch(1);
        long begin = System.nanoTime();
        DaemonThreads.runAll(
                "close",
                List.of(() -> Uninterruptibles.await(() -> ending.await(60, TimeUnit.SECONDS))),
                Duration.ofMillis(50));
        assertTrue(System.nanoTime() - begin < 30_000_000_000L);
        ending.countDown();
    }
}
