package dev.shuttle.controlplane.log;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The values that must stand in no line of a project's logs: secrets and passwords. What a project once had stays masked
 * until the control plane ends, for an old version may still print it. Thread-safe.
 */
public final class Masks {
    /** Shorter ones would blacken half of every line, and are no secrets. */
    private static final int SHORTEST = 4;

    /** Values a project: ten times what the largest known apps have. */
    private static final int MOST = 2000;

    private final ConcurrentHashMap<String, List<String>> values = new ConcurrentHashMap<>();

    /**
     * Masks more values. Of one with several lines each line is masked, since logs have lines.
     *
     * @param project whose logs
     * @param more the values
     */
    public void add(String project, Collection<String> more) {
        List<String> lines = more.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> line.length() >= SHORTEST)
                .toList();
        if (!lines.isEmpty()) {
            values.merge(project, union(List.of(), lines), Masks::union);
        }
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
                masked = masked.replace(value, "***");
            }
        }
        return masked;
    }
}
