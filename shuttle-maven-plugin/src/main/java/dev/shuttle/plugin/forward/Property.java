package dev.shuttle.plugin.forward;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A property of the command line.
 *
 * @param name its name
 * @param value its value
 */
record Property(String name, String value) {

    /** A server takes no longer {@code NAME=VALUE}. */
    private static final int MAX_LENGTH = 4000;

    /** Of this machine, this terminal or this plugin; and those by which a server's build would leave its place. */
    private static final List<String> OURS = List.of(
            "shuttle.",
            "maven.repo.local",
            "maven.ext.",
            "maven.home",
            "maven.conf",
            "maven.multimoduleprojectdirectory",
            "aether.",
            "session.",
            "user.",
            "env.",
            "java.",
            "os.",
            "settings.",
            "style.color",
            "org.slf4j.",
            "jansi.",
            "library.jansi.",
            "classworlds.",
            "idea.");

    private static final Pattern SECRET = Pattern.compile(
            ".*(password|passwd|passphrase|token|secret|credential).*|.*keys?([._-].*)?", Pattern.CASE_INSENSITIVE);

    boolean isOfThisMachine() {
        String lower = name.toLowerCase(Locale.ROOT);
        return OURS.stream().anyMatch(lower::startsWith);
    }

    boolean isSecret() {
        return SECRET.matcher(name).matches();
    }

    /** The server splits at blanks, and knows no quotes. */
    boolean isUnfit() {
        String argument = argument();
        return argument.length() > MAX_LENGTH
                || name.startsWith("-")
                || argument.chars().anyMatch(each -> Character.isWhitespace(each) || each == 0);
    }

    String argument() {
        return "-D" + name + "=" + value;
    }
}
