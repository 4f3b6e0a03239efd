package dev.shuttle.controlplane.procfile;

import dev.shuttle.os.ShellWords;
import java.util.List;
import java.util.Map;

/**
 * The options and arguments of a command in the syntax of a shell, since their parameters ({@code $PORT}) are known only
 * when a process is started. Kept with a release.
 *
 * @param options for the JVM
 * @param arguments for the program
 */
public record CommandWords(String options, String arguments) {

    public static final CommandWords NONE = new CommandWords("", "");

    /** Without arguments, since others win. */
    public CommandWords withoutArguments() {
        return new CommandWords(options, "");
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return options.isEmpty() && arguments.isEmpty();
    }

    /**
     * The options for the JVM.
     *
     * @param environment of the process
     */
    public List<String> options(Map<String, String> environment) {
        return ShellWords.expand(options, environment);
    }

    /**
     * The arguments of the program.
     *
     * @param environment of the process
     */
    public List<String> arguments(Map<String, String> environment) {
        return ShellWords.expand(arguments, environment);
    }
}
