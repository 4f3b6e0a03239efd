package dev.shuttle.controlplane.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutOutputTest {
    private final List<String> shown = new ArrayList<>();
    private final CutOutput output = new CutOutput(new ListedLines(shown));

    @Test
    void showsAnOrdinaryBuildAsItComes() {
        print(1000);
        assertEquals(1000, shown.size());
        output.finish();
        assertEquals(1000, shown.size());
    }

    @Test
    void ofAFloodShowsTheBeginningAndTheLastLinesAndCountsTheRest() {
        int lines = 500_000;
        print(lines);
        int beginning = shown.size() - 1;
        output.finish();

        assertEquals("line 0 " + "x".repeat(100), shown.get(0));
        assertEquals("line " + (lines - 1) + " " + "x".repeat(100), shown.get(shown.size() - 1));
        String counted = shown.get(beginning + 1);
        assertTrue(counted.contains("lines of") && counted.contains("omitted here"), counted);
        long leftOut = Long.parseLong(counted.split(" ", -1)[1]);
        assertEquals(lines, leftOut + shown.size() - 2);
        long characters = shown.stream().mapToLong(String::length).sum();
        assertTrue(characters <= CutOutput.BEGINNING_BYTES + CutOutput.END_BYTES, characters + " characters");
    }

    private void print(int lines) {
        for (int i = 0; i < lines; i++) {
            output.line("out", "line " + i + " " + "x".repeat(100));
        }
    }
}
