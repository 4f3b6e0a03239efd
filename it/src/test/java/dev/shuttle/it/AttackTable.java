package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A row for each attack: as whom, the attempt, its result. All are run before a wrong one fails. */
final class AttackTable {
    private final List<String> rows = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** Returns what the attack got, in the words of its row if it got just that. */
    interface Attack {
        String got() throws Exception;
    }

    void row(String as, String tried, String wanted, Attack attack) {
        long begin = System.nanoTime();
        String got;
        try {
            got = attack.got();
        } catch (Exception | AssertionError e) {
            got = "fault: " + e;
        }
        rows.add("| " + as + " | " + tried + " | " + wanted + " |\n");
        System.out.println(as + ": " + tried + ": " + got + " (" + (System.nanoTime() - begin) / 1_000_000 + " ms)");
        if (!got.equals(wanted)) {
            wrong.add(as + ": " + tried + ": wanted: " + wanted + ", got: " + got);
        }
    }

    void isAsWanted() {
        assertEquals("", String.join("\n", wrong));
    }

    /** The page holds these rows and no other, in this order. */
    void standsOn(Path page) throws IOException {
        String made = "| as | tried | got |\n| --- | --- | --- |\n" + String.join("", rows);
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("attacks.md"), made);
        assertLinesMatch(
                made.lines().map(Pattern::quote),
                Files.readString(page).lines().dropWhile(line -> !line.startsWith("| as |")),
                "Copy the table in it/target/attacks.md to the end of " + page);
    }
}
