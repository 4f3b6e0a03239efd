package dev.shuttle.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of the documentation, and what a reader copies from it.
 *
 * @param name its path, from the root of the sources
 * @param blocks in order, from 0
 */
record DocsPage(String name, List<Block> blocks) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*$");
    private static final String MARK = "<!-- not run by a test: ";

    /**
     * A fenced part of a page.
     *
     * @param language such as {@code sh}; may be empty
     * @param marked whether the page says, unseen, why no test runs it
     */
    record Block(String language, String text, boolean marked) {}

    static DocsPage of(String name) throws IOException {
        return read(Java.root().resolve("docs").resolve(name));
    }

    static DocsPage read(Path file) throws IOException {
        String text = Files.readString(file);
        List<Block> blocks =
                BLOCK.matcher(text).results().map(found -> block(text, found)).toList();
        return new DocsPage(Java.root().relativize(file).toString(), blocks);
    }

    private static Block block(String text, MatchResult found) {
        String before = text.substring(0, found.start()).stripTrailing();
        String line = before.substring(before.lastIndexOf('\n') + 1);
        return new Block(found.group(1), found.group(2), line.startsWith(MARK));
    }

    /** The lines of a block, without comments. */
    List<String> commands(int block) {
        return blocks.get(block)
                .text()
                .lines()
                .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
