package dev.shuttle.controlplane.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's {@code .mvn/jvm.config}: options for Maven's JVM, parted by white space and line ends as Maven's own
 * script does; quotes hold together what belongs together.
 */
final class JvmConfig {

    /** More than any command line needs. */
    private static final int MAX_BYTES = 64 * 1024;

    /** Replaced from Maven 3.10 on (MNG-8598); no option means it otherwise. */
    private static final Pattern BASE = Pattern.compile("\\$(MAVEN_PROJECTBASEDIR|\\{MAVEN_PROJECTBASEDIR})");

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

    private static final Pattern HEAP =
            Pattern.compile("-Xm[sx].*|-XX:((Max|Initial)HeapSize|(Max|Initial|Min)RAM\\w*|MaxRAM)=.*");

    private JvmConfig() {}

    static List<String> of(Path workspace) throws IOException, BuildFailedException {
        Path file = workspace.resolve(".mvn/jvm.config");
        if (!WorkspaceFile.exists(workspace, file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new BuildFailedException(".mvn/jvm.config is longer than 64 KiB. Keep only JVM options in it.");
        }
        return split(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).stream()
                .map(option -> BASE.matcher(option).replaceAll(Matcher.quoteReplacement(workspace.toString())))
                .toList();
    }

    /** Our options, without those that would contradict the project's: two collectors, a heap below its own minimum. */
    static List<String> giveWay(List<String> ours, List<String> projects) {
        boolean collector =
                projects.stream().anyMatch(each -> COLLECTOR.matcher(each).matches());
        boolean heap = projects.stream().anyMatch(each -> HEAP.matcher(each).matches());
        return ours.stream()
                .filter(each -> !(collector && COLLECTOR.matcher(each).matches()))
                .filter(each -> !(heap && HEAP.matcher(each).matches()))
                .toList();
    }

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                inWord = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else if (c != 0) {
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
