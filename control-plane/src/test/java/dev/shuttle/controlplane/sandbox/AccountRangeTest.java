package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountRangeTest {

    @Test
    void onAMachineTheNumbersAreThoseThatNobodyUses() {
        AccountRange range = of("         0          0 4294967295").orElseThrow();

        assertEquals(new Account(1_900_000_000), range.build(0));
        assertEquals(new Account(1_900_000_003), range.service(1));
        assertTrue(range.service(range.projects() - 1).uid() > 0, "No overflow");
    }

    @Test
    void inAContainerTheyAreFromTheUpperHalfOfWhatItMaps() {
        AccountRange range = of("0 100000 65536").orElseThrow();

        assertEquals(new Account(32_768), range.build(0));
        assertTrue(range.service(range.projects() - 1).uid() < 65_000, range::toString);
    }

    @Test
    void whereOnlyOneUserIsMappedThereAreNone() {
        assertEquals(Optional.empty(), of("0 1000 1"));
    }

    @Test
    void aRangeThatGroupsLackIsNone() {
        assertEquals(Optional.empty(), AccountRange.of(List.of("0 0 4294967295"), List.of("0 0 1")));
    }

    private static Optional<AccountRange> of(String map) {
        return AccountRange.of(List.of(map), List.of(map));
    }
}
