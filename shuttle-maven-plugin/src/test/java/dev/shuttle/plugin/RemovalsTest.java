package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

class RemovalsTest {

    @Test
    void aMisspeltNameIsRefusedWithTheNearest() {
        assertEquals(
                "Nothing was changed: project shop has no variable GRETING. The nearest is GREETING.",
                refusal(List.of("LOG", "GRETING"), List.of("GREETING", "LOG")));
        assertEquals(
                "Nothing was changed: project shop has no variable LOG. It has none at all.",
                refusal(List.of("LOG"), List.of()));
        assertDoesNotThrow(() -> remove(List.of("LOG"), List.of("GREETING", "LOG")));
    }

    private static String refusal(List<String> removed, List<String> present) {
        return String.valueOf(assertThrows(MojoFailureException.class, () -> remove(removed, present))
                .getMessage());
    }

    private static void remove(List<String> removed, List<String> present) throws MojoFailureException {
        Removals.requireKnown(removed, present, "variable", "project shop");
    }
}
