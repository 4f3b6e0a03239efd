package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The result of a run of {@code mvn}. */
record MavenRun(int exit, List<String> output) {
    private static final Pattern FAILURE = Pattern.compile("\\[ERROR\\] Failed to execute goal \\S+ \\([^)]*\\)(.*)");
    private static final Pattern URL = Pattern.compile("https?://\\S+");

    MavenRun succeeded() {
        assertEquals(0, exit, this::text);
        return this;
    }

    MavenRun failed() {
        assertNotEquals(0, exit, this::text);
        assertTrue(text().contains("BUILD FAILURE") || text().contains("BUILD ERROR"), this::text);
        return this;
    }

    String text() {
        return String.join("\n", output);
    }

    /** The output of the goal, without Maven's own lines around it and the {@code [INFO]} before each. */
    List<String> goalLines() {
        return output.stream()
                .dropWhile(line -> !line.startsWith("[INFO] --- "))
                .skip(1)
                .takeWhile(line -> !line.equals("[INFO] " + "-".repeat(72)))
                .map(line -> line.replaceFirst("^\\[[A-Z]+\\] ?", ""))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The address with which a deploy ends. */
    URI url() {
        List<String> lines = goalLines();
        assertTrue(!lines.isEmpty(), this::text);
        Matcher url = URL.matcher(lines.get(lines.size() - 1));
        assertTrue(url.matches(), () -> "The goal's last line is no URL:\n" + text());
        return URI.create(url.group());
    }

    /** Maven's first word on why it failed, from the goal's own message on. */
    String failure() {
        for (int i = 0; i < output.size(); i++) {
            Matcher failure = FAILURE.matcher(output.get(i));
            if (failure.matches()) {
                return String.join("\n", output.subList(i, output.size()));
            }
        }
        throw new AssertionError("No goal failed:\n" + text());
    }

    void says(String... words) {
        for (String word : words) {
            assertTrue(text().contains(word), () -> "Does not say '" + word + "':\n" + text());
        }
    }
}
