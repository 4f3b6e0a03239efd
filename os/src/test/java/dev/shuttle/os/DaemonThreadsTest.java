package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadFactory;
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
}
