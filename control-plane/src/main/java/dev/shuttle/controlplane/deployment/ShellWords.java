package dev.shuttle.controlplane.deployment;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a POSIX shell does, without its expansions: see POSIX.1-2017, XCU 2.2 "Quoting". Blanks
 * separate; single quotes keep all, double quotes all but {@code \} before {@code "} and {@code \}.
 */
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;

    private ShellWords(String line) {
        this.line = line;
    }

    /**
     * The words of a line.
     *
     * @throws IllegalArgumentException with a reason in words if a quote is not closed
     */
    static List<String> split(String line) {
        return new ShellWords(line).split();
    }

    private List<String> split() {
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '\'' || c == '"') {
                at = quoted(at);
            } else if (Character.isWhitespace(c)) {
                end();
                at++;
            } else {
                boolean escapes = c == '\\' && at + 1 < line.length();
                add(escapes ? line.charAt(at + 1) : c);
                at += escapes ? 2 : 1;
            }
        }
        end();
        return words;
    }

    /** Returns where the quoted part has ended. */
    private int quoted(int from) {
        char quote = line.charAt(from);
        begun = true;
        int at = from + 1;
        while (at < line.length() && line.charAt(at) != quote) {
            boolean escapes = quote == '"'
                    && line.charAt(at) == '\\'
                    && at + 1 < line.length()
                    && "\\\"".indexOf(line.charAt(at + 1)) >= 0;
            at += escapes ? 1 : 0;
            add(line.charAt(at++));
        }
        if (at >= line.length()) {
            throw new IllegalArgumentException("the quote at character " + (from + 1) + " is not closed");
        }
        return at + 1;
    }

    private void add(char c) {
        begun = true;
        word.append(c);
    }

    private void end() {
        if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
