package dev.shuttle.controlplane.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

    @Test
    void blanksSeparate() {
        assertEquals(List.of("server", "config.yml"), ShellWords.split("  server \t config.yml\n"));
        assertEquals(List.of(), ShellWords.split(" "));
    }

    @Test
    void quotesKeepBlanksAndEmptyWords() {
        assertEquals(List.of("a b", "c d", "", "ef"), ShellWords.split("'a b' \"c d\" '' e\"f\""));
    }

    @Test
    void backslashesEscape() {
        assertEquals(List.of("a b", "\"", "\\", "\\n", "\\"), ShellWords.split("a\\ b \"\\\"\" \"\\\\\" \"\\n\" \\\\"));
        assertEquals(List.of("\\"), ShellWords.split("'\\'"));
    }

    @Test
    void saysWhichQuoteIsOpen() {
        IllegalArgumentException fault = assertThrows(IllegalArgumentException.class, () -> ShellWords.split("a 'b c"));

        assertEquals("the quote at character 3 is not closed", fault.getMessage());
    }
}
