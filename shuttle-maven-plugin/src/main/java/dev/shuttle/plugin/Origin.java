package dev.shuttle.plugin;

import dev.shuttle.protocol.Deployment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a deployment's sources came from, in a line: {@code 1a2b3c4d main *dirty The commit's message}. */
final class Origin {

    /** As long as Git itself shows a commit in a repository of some size. */
    private static final int COMMIT = 8;
    /** As long as a commit's first line should be. */
    private static final int MESSAGE = 50;

    private Origin() {}

    static String of(Deployment.@Nullable Git git) {
        if (git == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        add(parts, git.commit(), COMMIT, "");
        add(parts, git.branch(), MESSAGE, "…");
        if (git.dirty()) {
            parts.add("*dirty");
        }
        add(parts, git.message(), MESSAGE, "…");
        return Terminal.plain(String.join(" ", parts)).replaceAll("\\s+", " ");
    }

    private static void add(List<String> parts, @Nullable String text, int most, String cut) {
        if (text != null && !text.isBlank()) {
            parts.add(text.length() <= most ? text : text.substring(0, most) + cut);
        }
    }
}
