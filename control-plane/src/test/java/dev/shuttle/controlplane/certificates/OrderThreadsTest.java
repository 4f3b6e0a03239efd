package dev.shuttle.controlplane.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.controlplane.host.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderThreadsTest {
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger orders = new AtomicInteger();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile Thread orderer = Thread.currentThread();
    private volatile OrderThreads threads = new OrderThreads(Clock.systemUTC(), this::look);

    /** A look finds that a certificate is due, the order of it ends, and only then the look would have it ordered. */
    @Test
    void anOrderThatEndsDuringALookIsNotMadeAgain() throws Exception {
        try (OrderThreads running = threads) {
            running.start();
            Await.until("the first order to begin", () -> orderer != Thread.currentThread());
            running.wake();
            Await.until("the look after the order's end", () -> looks.get() >= 3);
            awaitIdle();
        }
        assertEquals(1, orders.get());
    }

    /** Of a machine whose clock was ahead: a renewal must not wait for that time. */
    @Test
    void aClockThatIsSetBackEndsTheWait() throws Exception {
        SettableClock clock = new SettableClock();
        clock.set(Instant.now().plus(Duration.ofDays(365)));
        AtomicInteger looked = new AtomicInteger();
        try (OrderThreads running = new OrderThreads(clock, () -> {
            looked.incrementAndGet();
            return clock.instant().plusSeconds(1);
        })) {
            running.start();
            Await.until("the first look", () -> looked.get() > 0);
            clock.set(Instant.now());
            int before = looked.get();
            Await.until("the next look", () -> looked.get() > before + 1);
        }
    }

    private Instant look() {
        boolean due = orders.get() == 0;
        if (looks.incrementAndGet() == 2) {
            mayEnd.countDown();
            awaitIdle();
        }
        if (due) {
            threads.begin("shop", this::order);
        }
        return Instant.now().plus(OrderThreads.LOOK_AGAIN);
    }

    private void order() {
        orderer = Thread.currentThread();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        orders.incrementAndGet();
    }

    private void awaitIdle() {
        try {
            Await.until("the order to end", () -> orders.get() > 0 && orderer.getState() == Thread.State.TIMED_WAITING);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
