package dev.shuttle.runtime.service;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement as it may be shown: without values and comments, in which there may be secrets, and of a bounded length. */
final class StatementText {
    /** More is cut off first, so that a huge statement costs no more than a long one. */
    private static final int MOST_READ = 4096;

    /** PostgreSQL's lexical structure (section 4.1): comments; names in quotes and parameters, which stay; texts; numbers. */
    private static final Pattern PART = Pattern.compile("(?<comment>--[^\n]*+|/\\*(?s:.*?)(?:\\*/|\\z))"
            + "|(?<kept>\"(?:[^\"]++|\"\")*+\"?|\\$[0-9]++)"
            + "|\\b[eE]'(?:[^'\\\\]++|''|\\\\(?s:.))*+(?:'|\\\\?\\z)"
            + "|'(?:[^']++|'')*+(?:'|\\z)"
            + "|\\$\\$(?s:.*?)(?:\\$\\$|\\z)"
            + "|\\$(?<tag>[A-Za-z_][A-Za-z_0-9]*+)\\$(?s:.*?)(?:\\$\\k<tag>\\$|\\z)"
            + "|(?<![A-Za-z_0-9$])\\.?[0-9][A-Za-z_0-9.]*+");

    private StatementText() {}

    static String of(String sql) {
        String read = sql.length() <= MOST_READ ? sql : sql.substring(0, MOST_READ);
        StringBuilder shown = new StringBuilder();
        Matcher part = PART.matcher(read);
        while (part.find()) {
            String kept = part.group("kept");
            String instead = kept == null ? "?" : kept;
            part.appendReplacement(shown, Matcher.quoteReplacement(part.group("comment") == null ? instead : " "));
        }
        part.appendTail(shown);
        String line = shown.toString().strip().replaceAll("\\s+", " ");
        return line.length() <= StatementSpan.LONGEST ? line : line.substring(0, StatementSpan.LONGEST - 1) + "…";
    }
}
