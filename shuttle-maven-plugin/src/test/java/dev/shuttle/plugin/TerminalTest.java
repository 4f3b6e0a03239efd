package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.LogLine;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void nothingSteersTheTerminal() {
        assertEquals("red", Terminal.plain("\u001b[1;31mred\u001b[0m"));
        assertEquals("red", Terminal.plain("\u009b31mred"));
        assertEquals("title", Terminal.plain("\u001b]0;taken\u0007title"));
        assertEquals("clipboard", Terminal.plain("\u001b]52;c;ZXZpbA==\u001b\\clipboard"));
        assertEquals("clipboard", Terminal.plain("\u009d52;c;ZXZpbA==\u009cclipboard"));
        assertEquals("cut\nnext", Terminal.plain("cut\u001b]0;never ended\nnext"));
        assertEquals("over", Terminal.plain("\rover\u0007\b\u007f\u0085"));
        assertEquals("txt.exe", Terminal.plain("txt.\u202eexe"));
    }

    @Test
    void textStays() {
        assertEquals("Grüße\t[INFO] 👩\u200d🚀\n", Terminal.plain("Grüße\t[INFO] 👩\u200d🚀\n"));
    }

    @Test
    void aLineOfAServiceIsPrintedWithoutWhatSteersTheTerminal() {
        LogLine line = new LogLine(Instant.EPOCH, "service", "out", "\u001b]0;taken\u0007GET \u001b[2J/\rno");

        assertEquals("1970-01-01T00:00:00.000Z service | GET /no", LogsMojo.text(line));
    }
}
