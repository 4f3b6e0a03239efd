package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void parametersAreExpandedWhereAskedFor() {
        Map<String, String> variables = Map.of("PORT", "80", "OPTS", " -a  -b", "EMPTY", "");

        assertEquals(
                List.of("-p80", "80x", "-a", "-b", " -a  -b", "$PORT", "$PORT", "d"),
                ShellWords.expand(
                        "-p$PORT ${PORT}x $OPTS \"$OPTS\" '$PORT' \\$PORT $EMPTY $NONE ${NONE:-d}", variables));
        assertEquals(List.of(""), ShellWords.expand("\"$NONE\"", variables));
        assertEquals(List.of("$PORT", "${x:?y}"), ShellWords.split("$PORT ${x:?y}"));
    }

    @Test
    void wordsAreKeptAsTheyAreWritten() {
        assertEquals(List.of("java", "\"$A b\"", "'c d'", "e\\ f"), ShellWords.written(" java \"$A b\"  'c d' e\\ f "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a | b", "a && b", "a;b", "a > b", "$(a)", "`a`", "a # b", "${a:?b}", "$1", "(a)"})
    void moreThanACommandIsRefused(String line) {
        IllegalArgumentException fault =
                assertThrows(IllegalArgumentException.class, () -> ShellWords.expand(line, Map.of()));

        assertTrue(String.valueOf(fault.getMessage()).startsWith("it uses "), fault.getMessage());
    }
}
