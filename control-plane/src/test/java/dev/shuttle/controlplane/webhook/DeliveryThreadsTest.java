package dev.shuttle.controlplane.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.controlplane.host.Await;
import dev.shuttle.controlplane.webhook.DeliveryStore.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryThreadsTest {
    private static final Waiting NOTICE = new Waiting(1, "shop", "msg_1", "{}", 0, Instant.EPOCH);

    private final List<Waiting> waiting = new CopyOnWriteArrayList<>(List.of(NOTICE));
    private final List<Waiting> delivered = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile Thread deliverer = Thread.currentThread();

    /** The store's answer may be older than the delivery that ended while it came. */
    @Test
    void whatWasDeliveredWhileTheStoreWasReadIsNotDeliveredAgain() throws Exception {
        CountDownLatch readTwice = new CountDownLatch(2);
        CountDownLatch readThrice = new CountDownLatch(3);
        try (DeliveryThreads threads = new DeliveryThreads(
                () -> {
                    List<Waiting> read = List.copyOf(waiting);
                    readTwice.countDown();
                    if (readTwice.getCount() == 0 && mayEnd.getCount() == 1) {
                        mayEnd.countDown();
                        awaitIdle();
                    }
                    readThrice.countDown();
                    return read;
                },
                this::deliver)) {
            threads.start();
            Await.until("the first delivery to begin", () -> deliverer != Thread.currentThread());
            threads.wake();

            readThrice.await();
            awaitIdle();
        }
        assertEquals(List.of(NOTICE), delivered);
    }

    @Test
    void aTimeThatAClockAheadOfItsOwnDecidedIsNotWaitedFor() throws Exception {
        Waiting late = new Waiting(2, "shop", "msg_2", "{}", 1, Instant.now().plus(Duration.ofDays(365)));
        waiting.set(0, late);
        mayEnd.countDown();
        try (DeliveryThreads threads = new DeliveryThreads(() -> List.copyOf(waiting), this::deliver)) {
            threads.start();
            Await.until("the delivery", () -> !delivered.isEmpty());
        }
        assertEquals(List.of(late), delivered);
    }

    private void deliver(Waiting notice) {
        deliverer = Thread.currentThread();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        waiting.remove(notice);
        delivered.add(notice);
    }

    private void awaitIdle() {
        try {
            Await.until(
                    "the delivery to end",
                    () -> !delivered.isEmpty() && deliverer.getState() == Thread.State.TIMED_WAITING);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
