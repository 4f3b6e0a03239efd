package dev.shuttle.controlplane.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The values that must stand in no line of a project's logs: secrets and passwords. Everyday words among them stay readable,
 * and short values of letters or of digits alone are masked where they stand alone, not within other words. What a project
 * once had stays masked until the control plane ends, for an old version may still print it. Thread-safe.
 */
public final class Masks {
    /** Shorter ones would blacken half of every line, and are no secrets. */
    private static final int SHORTEST = 4;

    /** Of a line of a value that has several: shorter ones are brackets and words. */
    private static final int SHORTEST_LINE = 6;

    /** Letters alone, or digits alone, of this length are part of no other word by chance. */
    private static final int LONG_WORD = 12;

    /** Values a project: ten times what the largest known apps have. */
    private static final int MOST = 2000;

    private static final String MASK = "***";

    private final ConcurrentHashMap<String, List<String>> values = new ConcurrentHashMap<>();

    /**
     * Masks more values. Of one with several lines each long line is masked too, since logs have lines.
     *
     * @param project whose logs
     * @param more the values
     */
    public void add(String project, Collection<String> more) {
        List<String> added = more.stream().flatMap(Masks::parts).toList();
        if (!added.isEmpty()) {
            values.merge(project, union(List.of(), added), Masks::union);
        }
    }

    private static Stream<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        String whole = value.strip();
        List<String> lines = whole.lines().map(String::strip).toList();
        if (whole.length() >= SHORTEST && !EverydayWords.contain(whole)) {
            parts.add(whole);
        }
        if (lines.size() > 1) {
            lines.stream()
                    .filter(line -> line.length() >= SHORTEST_LINE && !EverydayWords.contain(line))
                    .forEach(parts::add);
        }
        return parts.stream();
    }

    /** Longest first: a secret that contains another must not be left half. */
    private static List<String> union(List<String> old, List<String> more) {
        return Stream.concat(more.stream(), old.stream())
                .distinct()
                .limit(MOST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /**
     * Masks a text.
     *
     * @param project whose it is
     * @param text a line, or a message
     * @return with {@code ***} in place of each value
     */
    public String mask(String project, String text) {
        String masked = text;
        for (String value : values.getOrDefault(project, List.of())) {
            if (masked.contains(value)) {
                masked = isWord(value) ? maskWord(masked, value) : masked.replace(value, MASK);
            }
        }
        return masked;
    }

    /**
     * Where a text that goes on may be cut, so that no value is split.
     *
     * @param project whose it is
     * @param text the beginning of a line
     * @return the number of its characters before what may be the beginning of a value; all, if that is everything
     */
    public int cut(String project, String text) {
        int cut = text.length();
        for (String value : values.getOrDefault(project, List.of())) {
            for (int from = Math.max(0, text.length() - value.length() + 1); from < cut; from++) {
                if (value.regionMatches(0, text, from, text.length() - from)) {
                    cut = from;
                }
            }
        }
        return cut == 0 ? text.length() : cut;
    }

    private static boolean isWord(String value) {
        return value.length() < LONG_WORD
                && (value.chars().allMatch(Character::isLetter) || value.chars().allMatch(Character::isDigit));
    }

    private static String maskWord(String text, String word) {
        StringBuilder masked = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
            int end = at + word.length();
            boolean alone = (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
            masked.append(text, from, at).append(alone ? MASK : word);
            from = end;
        }
        return masked.append(text, from, text.length()).toString();
    }
}
