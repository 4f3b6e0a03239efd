package dev.shuttle.plugin;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Properties of one change that a command line gives more than once. Maven keeps the last and says nothing, so the other
 * changes would be lost.
 */
final class RepeatedProperties {

    private static final Pattern CHANGE =
            Pattern.compile("(?<!\\S)-Dshuttle\\.(set|unset|add|remove|delete)(?=[=\\s]|$)");

    private RepeatedProperties() {}

    /** @param commandLine as the script {@code mvn} hands it on, or null where something else has started Maven */
    static Optional<String> fault(@Nullable String commandLine) {
        if (commandLine == null) {
            return Optional.empty();
        }
        List<String> given =
                CHANGE.matcher(commandLine).results().map(MatchResult::group).toList();
        return given.stream()
                .filter(name -> given.indexOf(name) != given.lastIndexOf(name))
                .findFirst()
                .map(name -> name + " is given more than once, and Maven keeps the last only: run the goal for each"
                        + (name.equals("-Dshuttle.set")
                                ? ", or set several from a file, by -Dshuttle.file=.env."
                                : "."));
    }
}
