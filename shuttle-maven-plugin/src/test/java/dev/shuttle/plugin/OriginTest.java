package dev.shuttle.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shuttle.protocol.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginTest {

    @Test
    void isALineWithoutWhatWouldSteerATerminal() {
        var git = new Deployment.Git("0123456789abcdef", "main", "Add \u001b[31mred\u001b[0m\nshoes", true);

        assertEquals("01234567 main *dirty Add red shoes", Origin.of(git));
    }

    @Test
    void leavesOutWhatIsNotKnownAndCutsWhatIsLong() {
        assertEquals("", Origin.of(null));
        assertEquals("", Origin.of(new Deployment.Git(null, null, null, false)));
        assertEquals(
                "main " + "x".repeat(50) + "…", Origin.of(new Deployment.Git(null, "main", "x".repeat(51), false)));
    }

    @Test
    void aTablesCellsStayInTheirLine() {
        assertEquals(List.of("a b  c"), new Table().row("a\nb", "c\u001b[2J").lines());
    }
}
