package dev.shuttle.plugin.forward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A settings.xml that was given to this Maven with {@code -s}, which the server's build does not see. */
public final class SettingsOnCommandLine {
    /** The option among the words of {@code .mvn/maven.config}. */
    private static final Pattern NAMED = Pattern.compile("(?:^|\\s)(?:-s|--settings)");

    private SettingsOnCommandLine() {}

    /**
     * The sentence about it.
     *
     * @param root of the project
     * @param used the settings.xml of this Maven
     * @param usual the one that it reads without an option
     * @return a sentence; empty if it is the usual one, or the project's own, which the server reads too
     */
    public static Optional<String> note(Path root, Path used, Path usual) {
        if (used.toAbsolutePath().normalize().equals(usual.toAbsolutePath().normalize()) || isNamedByTheProject(root)) {
            return Optional.empty();
        }
        return Optional.of("The server's build does not get " + used + " (-s). For its profiles, name it in"
                + " .mvn/maven.config (-s, with a path inside the project); for its mirrors and passwords, use the server's"
                + " settings.xml (SHUTTLE_MAVEN_SETTINGS).");
    }

    private static boolean isNamedByTheProject(Path root) {
        Path config = root.resolve(".mvn/maven.config");
        try {
            return Files.isRegularFile(config)
                    && NAMED.matcher(Files.readString(config)).find();
        } catch (IOException e) {
            return false; // the note is true then, too
        }
    }
}
