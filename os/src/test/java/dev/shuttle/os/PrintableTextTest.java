package dev.shuttle.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void whatSteersATerminalIsReplaced() {
        assertEquals("?[31mred? ?", PrintableText.of("\u001b[31mred\n \u009b", 50));
        assertEquals("txt.?exe", PrintableText.of("txt.\u202eexe", 50));
    }

    @Test
    void lettersOfAllLanguagesStayUnlessAsciiIsAskedFor() {
        assertEquals("Grüße 😀", PrintableText.of("Grüße 😀", 50));
        assertEquals("Gr??e ?", PrintableText.ascii("Grüße 😀", 50));
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertEquals("a😀", PrintableText.of("a😀b", 2));
        assertEquals("ab", PrintableText.ascii("ab", 2));
        assertEquals("", PrintableText.of("", 2));
    }

    @Test
    void linesKeepTheirEndsAndTabsAndLoseTheirColours() {
        assertEquals(
                "[ERROR]\tfailed\n?eman?\n",
                PrintableText.lines("[\u001b[1;31mERROR\u001b[m]\tfailed\n\u202eeman\u0000\n\u001b]0;title\u0007"));
    }
}
