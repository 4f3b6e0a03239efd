package dev.shuttle.controlplane.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OsUserRangeTest {

    @Test
    void onAMachineTheIdsAreUnused() {
        OsUserRange range = of("         0          0 4294967295").orElseThrow();

        assertEquals(new OsUser(1_900_000_000), range.build(0));
        assertEquals(new OsUser(1_900_000_003), range.service(1));
        assertTrue(range.service(range.projects() - 1).uid() > 0, "No overflow");
    }

    @Test
    void inAContainerTheyAreFromTheUpperHalfOfWhatItMaps() {
        OsUserRange range = of("0 100000 65536").orElseThrow();

        assertEquals(new OsUser(32_768), range.build(0));
        assertTrue(range.service(range.projects() - 1).uid() < 65_000, range::toString);
    }

    @Test
    void whereOnlyOneUserIsMappedThereAreNone() {
        assertEquals(Optional.empty(), of("0 1000 1"));
    }

    @Test
    void aRangeThatGroupsLackIsNone() {
        assertEquals(Optional.empty(), OsUserRange.of(List.of("0 0 4294967295"), List.of("0 0 1")));
    }

    private static Optional<OsUserRange> of(String map) {
        return OsUserRange.of(List.of(map), List.of(map));
    }
}
