package dev.shuttle.controlplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sources, tests and docs of all modules use the words of man pages, RFCs and the JDK. */
class PlainWordsTest {

    private static final Path ROOT = Path.of("..");

    /** Each has a plain word in its place: again, fix, "no one" or the passive, anyone, release, during, repeatedly. */
    private static final Pattern ODD = Pattern.compile(
            "\\b(anew|afresh|mend|mends|mended|mending|nobody|whoever|whomever|in the midst|lets? go of|letting go of"
                    + "|time and again)\\b",
            Pattern.CASE_INSENSITIVE);

    /** A comment's first sentence has a noun or a verb in the place of "What is …". */
    private static final Pattern WHAT = Pattern.compile("(?:/\\*\\*?\\s*(?:\\*\\s*)?|//\\s*)What\\b");

    private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private static final Pattern TEXT = Pattern.compile(".*\\.(java|md|xml|html|sh)|quickstart|run");

    /** Contains the words itself. */
    private static final Set<String> EXCEPTED = Set.of("PlainWordsTest.java");

    /** A user of the operating system. */
    private static final String UNPRIVILEGED_USER = "\"nobody\"";

    /** Folders that still have to be rewritten. The list only gets shorter. */
    private static final List<String> TO_DO = List.of();

    @Test
    void sourcesAndDocsUsePlainWords() {
        List<String> findings = texts().filter(file -> TO_DO.stream().noneMatch(relative(file)::startsWith))
                .flatMap(file -> findings(file).stream())
                .toList();

        assertEquals("", String.join("\n", findings), "Say it in plain words, see CONTRIBUTING.md");
    }

    @Test
    void theListOfFoldersToDoGetsShorter() {
        for (String folder : TO_DO) {
            assertTrue(
                    texts().filter(file -> relative(file).startsWith(folder))
                            .anyMatch(file -> !findings(file).isEmpty()),
                    folder + " is done: remove it from the list");
        }
    }

    @Test
    void findsOddWordsInTextAndNamesAndCommentsThatBeginWithWhat() {
        assertEquals(
                List.of(
                        "A.java:2: // Starts it anew.",
                        "A.java:3: void knownToNobody() {}",
                        "A.java:1: /** What it is. */"),
                findings("A.java", "/** What it is. */\n// Starts it anew.\nvoid knownToNobody() {}\n"));
        assertEquals(
                List.of("A.java:2: * What it is."),
                findings("A.java", "/**\n * What it is.\n */\nString u = \"nobody\";"));
    }

    /** The texts of every module, of docs and of the root folder. */
    private static Stream<Path> texts() {
        return below(ROOT)
                .filter(file -> TEXT.matcher(file.getFileName().toString()).matches())
                .filter(file -> !EXCEPTED.contains(file.getFileName().toString()));
    }

    private static Stream<Path> below(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children
                    .filter(each -> !each.getFileName().toString().startsWith(".") && !each.endsWith("target"))
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(
                            each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) ? below(each) : Stream.of(each));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String relative(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static List<String> findings(Path file) {
        try {
            return findings(relative(file), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> findings(String name, String text) {
        List<String> findings = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String words =
                    HUMP.matcher(lines.get(i).replace(UNPRIVILEGED_USER, "")).replaceAll(" ");
            if (ODD.matcher(words).find()) {
                findings.add(name + ":" + (i + 1) + ": " + lines.get(i).strip());
            }
        }
        Matcher what = WHAT.matcher(name.endsWith(".java") ? text : "");
        while (what.find()) {
            int line = (int) text.substring(0, what.end()).lines().count();
            findings.add(name + ":" + line + ": " + lines.get(line - 1).strip());
        }
        return findings;
    }
}
