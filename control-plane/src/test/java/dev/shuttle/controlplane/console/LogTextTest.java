package dev.shuttle.controlplane.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void losesColoursAndKeepsTheRest() {
        assertEquals(
                "[ERROR] <b>not bold</b>    ü",
                LogText.of("[\u001b[1;31mERROR\u001b[m] \u001b[38;5;12m<b>not bold</b>\tü"));
    }

    @Test
    void losesWhatSteersATerminal() {
        assertEquals("a title b", LogText.of("a\u001b]0;owned\u0007 title\u001bc b"));
        assertEquals("a??b", LogText.of("a\u0000\u202eb"));
        assertEquals("half a ", LogText.of("half a \u001b[31"));
    }
}
