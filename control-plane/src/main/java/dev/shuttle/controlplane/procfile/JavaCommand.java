package dev.shuttle.controlplane.procfile;

import dev.shuttle.os.ShellWords;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command line of {@code java}, in its three parts; see "Synopsis" of the manual page java(1).
 *
 * @param jar the path after {@code -jar}, which may be a pattern such as {@code target/*.jar}; null: a class is named
 * @param mainClass the class that is run; null: a jar is named
 * @param words its options and arguments
 */
public record JavaCommand(@Nullable String jar, @Nullable String mainClass, CommandWords words) {

    /** They take the next word, too; the class path is the build's, and not the command's. */
    private static final Set<String> CLASS_PATHS = Set.of("-cp", "-classpath", "--class-path");

    private static final Set<String> WITH_VALUE = Set.of(
            "--add-exports",
            "--add-modules",
            "--add-opens",
            "--add-reads",
            "--enable-native-access",
            "--limit-modules",
            "--module-path",
            "-p",
            "--upgrade-module-path");

    /**
     * Reads a command line.
     *
     * @return empty if it runs another program than {@code java}
     * @throws IllegalArgumentException with a reason in words if it cannot be understood
     */
    static Optional<JavaCommand> of(String line) {
        Deque<String> words = new ArrayDeque<>(ShellWords.written(line));
        if ("exec".equals(words.peek())) {
            words.remove();
        }
        String program = words.isEmpty() ? "" : words.remove();
        return program.equals("java") || program.endsWith("/java") ? Optional.of(command(words)) : Optional.empty();
    }

    private static JavaCommand command(Deque<String> words) {
        List<String> options = new ArrayList<>();
        while (!words.isEmpty()) {
            String word = words.remove();
            if (word.equals("-jar")) {
                return new JavaCommand(literal(value(word, words)), null, rest(options, words));
            } else if (CLASS_PATHS.contains(word)) {
                value(word, words);
            } else if (word.equals("-m") || word.startsWith("--module=") || word.equals("--module")) {
                throw new IllegalArgumentException("it runs a module (" + word + "), not a jar or a class");
            } else if (WITH_VALUE.contains(word)) {
                options.add(word);
                options.add(value(word, words));
            } else if (isOption(word)) {
                options.add(word);
            } else {
                return new JavaCommand(null, literal(word), rest(options, words));
            }
        }
        throw new IllegalArgumentException("it names neither a jar (-jar) nor a class");
    }

    /** A variable alone holds options, as {@code $JAVA_OPTS} does: only shells know what it will be. */
    private static boolean isOption(String word) {
        return word.startsWith("-") || word.startsWith("@") || word.startsWith("$") || word.startsWith("\"$");
    }

    private static CommandWords rest(List<String> options, Deque<String> words) {
        return new CommandWords(String.join(" ", options), String.join(" ", words));
    }

    private static String value(String option, Deque<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(option + " has no value");
        }
        return words.remove();
    }

    /** It must be known when the release is made. */
    private static String literal(String word) {
        List<String> expanded = ShellWords.expand(word, Map.of());
        if (word.contains("$") || expanded.size() != 1) {
            throw new IllegalArgumentException(word + " must be written without variables");
        }
        return expanded.get(0);
    }
}
