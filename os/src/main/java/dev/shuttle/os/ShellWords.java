package dev.shuttle.os;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits a line into words as a POSIX shell does: see POSIX.1-2017, XCU 2.2 "Quoting". Blanks separate; single quotes
 * keep all, double quotes all but {@code $}, and {@code \} before a character that it escapes there. Of the expansions,
 * parameters alone are known, {@code $NAME}, {@code ${NAME}} and {@code ${NAME:-default}}, and only where asked for.
 */
public final class ShellWords {
    /** An expansion, from its {@code $} on. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\$(?:([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)(?::?-([^}$`]*))?\\})");

    /** Characters that make more of a line than one command; see XCU 2.2. */
    private static final String OPERATORS = "|&;<>()`#";

    private final String line;
    private final @Nullable Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private int start;
    private int at;

    private ShellWords(String line, @Nullable Map<String, String> variables) {
        this.line = line;
        this.variables = variables;
    }

    /**
     * The words of a line, in which {@code $} is a character like others.
     *
     * @throws IllegalArgumentException with a reason in words if a quote is not closed
     */
    public static List<String> split(String line) {
        return new ShellWords(line, null).split().words;
    }

    /**
     * The words of a command, with its parameters expanded.
     *
     * @param variables by name; one that is not there is empty
     * @throws IllegalArgumentException with a reason in words if a quote is not closed, or if it is no simple command
     *     with parameters
     */
    public static List<String> expand(String line, Map<String, String> variables) {
        return new ShellWords(line, variables).split().words;
    }

    /**
     * The words of a command as they are written, with their quotes and parameters.
     *
     * @throws IllegalArgumentException as for {@link #expand}
     */
    public static List<String> written(String line) {
        return new ShellWords(line, Map.of()).split().sources;
    }

    private ShellWords split() {
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                end();
                source();
                at++;
                start = at;
            } else if (c == '\'' || c == '"') {
                quoted(c);
            } else if (c == '$' && variables != null) {
                unquotedParameter();
            } else if (variables != null && isOperator(c)) {
                throw new IllegalArgumentException("it uses " + c + " of a shell");
            } else {
                boolean escapes = c == '\\' && at + 1 < line.length();
                add(escapes ? line.charAt(at + 1) : c);
                at += escapes ? 2 : 1;
            }
        }
        end();
        source();
        return this;
    }

    /** A comment begins where a word does. */
    private boolean isOperator(char c) {
        return OPERATORS.indexOf(c) >= 0 && (c != '#' || at == start);
    }

    private void quoted(char quote) {
        int from = at++;
        begun = true;
        while (at < line.length() && line.charAt(at) != quote) {
            char c = line.charAt(at);
            if (quote == '"' && c == '$' && variables != null) {
                word.append(parameter(variables));
            } else {
                boolean escapes =
                        quote == '"' && c == '\\' && at + 1 < line.length() && isEscapable(line.charAt(at + 1));
                at += escapes ? 1 : 0;
                add(line.charAt(at++));
            }
        }
        if (at >= line.length()) {
            throw new IllegalArgumentException("the quote at character " + (from + 1) + " is not closed");
        }
        at++;
    }

    private boolean isEscapable(char c) {
        return c == '\\' || c == '"' || (variables != null && (c == '$' || c == '`'));
    }

    /** Its blanks separate words, and an empty one is none: see XCU 2.6.5 "Field Splitting". */
    private void unquotedParameter() {
        String value = parameter(variables == null ? Map.of() : variables);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n') {
                end();
            } else {
                add(c);
            }
        }
    }

    private String parameter(Map<String, String> values) {
        Matcher matcher = PARAMETER.matcher(line).region(at, line.length());
        if (!matcher.lookingAt()) {
            throw new IllegalArgumentException("it uses a $ of a shell that is not $NAME, ${NAME} or ${NAME:-default}");
        }
        at = matcher.end();
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String value = values.getOrDefault(name, "");
        String otherwise = matcher.group(3);
        return value.isEmpty() && otherwise != null ? otherwise : value;
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

    private void source() {
        if (at > start) {
            sources.add(line.substring(start, at));
        }
    }
}
