package dev.shuttle.os;

import java.util.Comparator;
import java.util.List;

/** Finds the known name that was probably meant by a misspelt one. */
public final class NearestName {
    /** Longer input is cut: no name is that long, and the distance takes the product of both lengths. */
    private static final int MAX_LENGTH = 64;

    private NearestName() {}

    /** The fewest edits, and a common beginning counts in favour; {@code names} is not empty. */
    public static String to(String given, List<String> names) {
        String cut = given.substring(0, Math.min(given.length(), MAX_LENGTH));
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(cut, name) - commonPrefix(cut, name)))
                .orElseThrow();
    }

    private static int commonPrefix(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    /** That of Levenshtein, row by row. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
