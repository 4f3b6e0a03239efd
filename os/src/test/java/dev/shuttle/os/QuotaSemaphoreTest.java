package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shuttle.os.QuotaSemaphore.Holder;
import dev.shuttle.os.QuotaSemaphore.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaSemaphoreTest {
    private static final List<Holder> ADMINISTRATOR = List.of();

    private final QuotaSemaphore places = new QuotaSemaphore(32, 4);

    @Test
    void aHolderGetsItsQuotaAndNoMore() {
        List<Holder> greedy = holder("greedy", 8);
        assertEquals(8, takeAll(greedy));
        assertEquals(Optional.of(new Refusal(Optional.of(greedy.get(0)))), places.tryAcquire(greedy));
        assertTrue(places.tryAcquire(holder("other", 8)).isEmpty());
    }

    @Test
    void manyGreedyHoldersLeaveOneForTheNext() {
        assertEquals(8, takeAll(holder("a", 8)));
        assertEquals(8, takeAll(holder("b", 8)));
        assertEquals(6, takeAll(holder("c", 8)), "as many as it leaves to all others");
        assertEquals(3, takeAll(holder("d", 8)));
        assertTrue(places.tryAcquire(holder("e", 8)).isEmpty());
    }

    @Test
    void theReserveIsTheAdministratorsAlone() {
        for (int i = 0; i < 28; i++) {
            assertTrue(places.tryAcquire(holder("one of many " + i, 8)).isEmpty());
        }
        assertEquals(Optional.of(new Refusal(Optional.empty())), places.tryAcquire(holder("late", 8)));
        assertEquals(4, takeAll(ADMINISTRATOR));
    }

    @Test
    void theAdministratorIsBoundedByThePoolOnly() {
        assertEquals(32, takeAll(ADMINISTRATOR));
    }

    @Test
    void thoseOfAProjectShareItsQuotaWhateverTheirKey() {
        Holder project = new Holder("the project shop", 5);
        List<Holder> first = List.of(new Holder("the key a", 4), project);
        List<Holder> second = List.of(new Holder("the key b", 4), project);
        assertEquals(4, takeAll(first));
        assertEquals(1, takeAll(second));
        assertEquals(Optional.of(new Refusal(Optional.of(project))), places.tryAcquire(second));
    }

    @Test
    void whatIsGivenBackIsFreeAgainForAllItsHolders() {
        Holder project = new Holder("the project shop", 4);
        List<Holder> first = List.of(new Holder("the key a", 4), project);
        assertEquals(4, takeAll(first));
        places.release(first);
        assertTrue(
                places.tryAcquire(List.of(new Holder("the key b", 4), project)).isEmpty());
    }

    private int takeAll(List<Holder> holders) {
        int taken = 0;
        while (places.tryAcquire(holders).isEmpty()) {
            taken++;
        }
        return taken;
    }

    private static List<Holder> holder(String name, int quota) {
        return List.of(new Holder(name, quota));
    }
}
