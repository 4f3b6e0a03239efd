package dev.shuttle.plugin.dotenv;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a dotenv file: {@code NAME=value} a line, with {@code export} or without. Single quotes keep all; double quotes
 * know {@code \n}, {@code \r}, {@code \t}, {@code \"}, {@code \\} and {@code \$}; both may span lines. {@code #} begins a
 * comment at the start of a line, or behind a blank. The last of two equal names counts. What readers of such files
 * understand differently is refused.
 */
public final class Dotenv {
    /** No file of variables is longer; what is, is something else. */
    private static final long LARGEST = 4 * 1024 * 1024;

    private static final Pattern BLANK = Pattern.compile("[ \\t]*(#[^\\n]*)?(\\n|\\z)");
    private static final Pattern NAME =
            Pattern.compile("[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*");
    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t])#");
    private static final Pattern PARAMETER = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\$[A-Za-z_{(]");

    private final Path file;
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    private Dotenv(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Whether a file is one by its name: {@code .env}, {@code .env.local}, {@code test.env}. */
    public static boolean isNamedSo(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env");
    }

    /**
     * The variables of a file, in its order.
     *
     * @throws DotenvException if a line is not understood
     */
    public static Map<String, String> read(Path file) throws DotenvException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new DotenvException(file, "is not a file. It must have NAME=VALUE lines.");
        }
        if (Files.size(file) > LARGEST) {
            throw new DotenvException(file, "is too large for a file of variables.");
        }
        try {
            String text = Files.readString(file).replace("\r\n", "\n");
            return new Dotenv(file, text.startsWith("\uFEFF") ? text.substring(1) : text).read();
        } catch (CharacterCodingException e) {
            throw new DotenvException(file, "is not valid UTF-8. Save it in that encoding.");
        }
    }

    private Map<String, String> read() throws DotenvException {
        while (at < text.length()) {
            if (!skip(BLANK)) {
                assignment();
            }
        }
        return values;
    }

    private void assignment() throws DotenvException {
        Matcher name = matcher(NAME);
        if (!name.lookingAt()) {
            throw refused(
                    at,
                    "is not understood: it must be NAME=VALUE, or # and a comment. A value of several lines"
                            + " needs quotes.");
        }
        int start = at;
        at = name.end();
        values.put(name.group(1), value(start));
    }

    private String value(int start) throws DotenvException {
        char first = at < text.length() ? text.charAt(at) : '\n';
        return switch (first) {
            case '\'' -> quoted(first, start);
            case '"' -> unescaped(quoted(first, start), start);
            case '`' -> throw refused(start, "has a value in backquotes. Use single quotes.");
            default -> bare(start);
        };
    }

    /** The text between quotes, as it is written. */
    private String quoted(char quote, int start) throws DotenvException {
        int from = at + 1;
        int end = from;
        while (end < text.length() && text.charAt(end) != quote) {
            end += quote == '"' && text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw refused(start, "begins a value in quotes that are not closed.");
        }
        at = end + 1;
        if (!skip(BLANK)) {
            throw refused(at, "has text behind the quote that ends its value. Quote the whole value.");
        }
        return text.substring(from, end);
    }

    private String bare(int start) throws DotenvException {
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline;
        String line = text.substring(at, end);
        Matcher comment = COMMENT.matcher(line);
        String value = (comment.find() ? line.substring(0, comment.start()) : line).stripTrailing();
        at = Math.min(end + 1, text.length());
        requireNoParameter(value, start);
        return value;
    }

    private String unescaped(String value, int start) throws DotenvException {
        requireNoParameter(value, start);
        StringBuilder unescaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\') {
                unescaped.append(c);
                continue;
            }
            char escaped = value.charAt(++i);
            int plain = "nrt\"\\$".indexOf(escaped);
            unescaped.append(plain < 0 ? "\\" + escaped : "\n\r\t\"\\$".substring(plain, plain + 1));
        }
        return unescaped.toString();
    }

    private void requireNoParameter(String value, int start) throws DotenvException {
        if (PARAMETER.matcher(value).find()) {
            throw refused(
                    start,
                    "has a $ before a name, { or (, which some programs replace and others keep. Write the"
                            + " value in single quotes, which keep it, or the text that is meant.");
        }
    }

    private boolean skip(Pattern pattern) {
        Matcher matcher = matcher(pattern);
        boolean found = matcher.lookingAt();
        at = found ? matcher.end() : at;
        return found;
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).useAnchoringBounds(false);
    }

    private DotenvException refused(int position, String problem) {
        int line = 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new DotenvException(file, line, problem);
    }
}
