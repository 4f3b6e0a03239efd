package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedOutputTest {
    private final List<String> first = new ArrayList<>();
    private final List<String> second = new ArrayList<>();
    private final MarkedOutput output = new MarkedOutput();

    @Test
    void partsTheLinesOfBuildsAtTheirMarks() throws Exception {
        output.line("out", "before any");
        output.begin(new ListedLines(first), "m1");
        List.of("a", "", "b", "", "m1", "between").forEach(line -> output.line("out", line));
        output.end(Duration.ZERO);
        output.begin(new ListedLines(second), "m2");
        List.of("m1", "c", "", "", "m2").forEach(line -> output.line("out", line));

        assertEquals(List.of("a", "", "b"), first, "The line feed before a mark is the mark's");
        assertEquals(List.of("m1", "c", ""), second, "Another build's mark is a line like others");
    }

    @Test
    void withoutAMarkItIsOverWhenTheTimeIs() throws Exception {
        output.begin(new ListedLines(first), "m1");
        output.line("out", "a");
        output.end(Duration.ofMillis(1));
        output.line("out", "b");

        assertEquals(List.of("a"), first);
        assertEquals(1, output.cut("x"), "Its sink is not asked any more");
    }
}
