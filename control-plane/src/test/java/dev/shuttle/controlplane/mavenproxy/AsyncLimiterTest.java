package dev.shuttle.controlplane.mavenproxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AsyncLimiterTest {

    @Test
    void noMoreGoOnThanMay() {
        AsyncLimiter turns = new AsyncLimiter(2, 10);
        List<CompletableFuture<String>> begun = new ArrayList<>();
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            results.add(turns.take(() -> {
                CompletableFuture<String> work = new CompletableFuture<>();
                begun.add(work);
                return work;
            }));
        }
        assertEquals(2, begun.size());
        begun.get(0).complete("done");
        assertEquals("done", results.get(0).join());
        assertEquals(3, begun.size());
        begun.get(1).completeExceptionally(new IllegalStateException());
        assertTrue(results.get(1).isCompletedExceptionally());
        assertEquals(4, begun.size());
    }

    @Test
    void workThatThrowsGivesItsTurnBack() {
        AsyncLimiter turns = new AsyncLimiter(1, 10);
        assertTrue(turns.take(() -> {
                    throw new IllegalStateException();
                })
                .isCompletedExceptionally());
        assertEquals(
                "next",
                turns.take(() -> CompletableFuture.completedFuture("next")).join());
    }

    @Test
    void thousandsThatEndAtOnceDoNotFillTheStack() {
        AsyncLimiter turns = new AsyncLimiter(1, 100_000);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> unused = turns.take(() -> first);
        List<CompletableFuture<String>> rest = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            rest.add(turns.take(() -> CompletableFuture.completedFuture("done")));
        }
        assertTrue(turns.take(() -> first).isCompletedExceptionally(), "the line is full");
        assertFalse(rest.get(0).isDone());
        first.complete("done");
        assertTrue(rest.stream().allMatch(each -> each.join().equals("done")));
    }
}
