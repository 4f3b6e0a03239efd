package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
    @Test
    void forgetsWhatWasUsedLongestAgo() {
        Map<String, Integer> map = new RecentlyUsed<>(2);
        map.put("a", 1);
        map.put("b", 2);
        assertEquals(1, map.get("a"));
        map.put("c", 3);
        assertEquals(Set.of("a", "c"), map.keySet());
    }
}
