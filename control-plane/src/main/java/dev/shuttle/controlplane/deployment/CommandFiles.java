package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.build.BuiltModule;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.os.ShellWords;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The files in a module's {@code target/} that its command, or options in its environment, name, as
 * {@code --war target/*.war} does: by hand they are there, and a working directory has nothing else of that folder.
 *
 * @param words the words of a Procfile, with the patterns among its arguments replaced by what they match
 * @param outputs files and directories
 */
record CommandFiles(CommandWords words, Set<Path> outputs) {
    /** Alone, or after the name of an option. */
    private static final Pattern OUTPUT = Pattern.compile("(?:^|[=:,])((?:[^=:,;'\"$\\\\]*/)?target/[^=:,;'\"$\\\\]+)");

    /** A word that the shell would replace. */
    private static final Pattern WILDCARD =
            Pattern.compile("(?:[^=:,;'\"$\\\\]*/)?target/[^=:,;'\"$\\\\]*[*?\\[][^=:,;'\"$\\\\]*");

    /** A pattern that matches more does not mean one of them. */
    private static final int MAX_MATCHES = 100;

    /**
     * Finds them.
     *
     * @param base the folder to which the words are relative: the module's, or one above
     */
    static CommandFiles of(CommandWords words, List<String> arguments, BuiltModule module, Path base)
            throws IOException {
        Set<Path> outputs = new LinkedHashSet<>();
        for (String word : ShellWords.written(words.options())) {
            outputs.addAll(named(word, module, base));
        }
        for (String word : arguments) {
            outputs.addAll(named(word, module, base));
        }
        List<String> written = new ArrayList<>();
        for (String word : ShellWords.written(words.arguments())) {
            List<Path> named = named(word, module, base);
            outputs.addAll(named);
            written.addAll(isPattern(word) && !named.isEmpty() ? relative(named, base) : List.of(word));
        }
        return new CommandFiles(new CommandWords(words.options(), String.join(" ", written)), outputs);
    }

    private static List<Path> named(String word, BuiltModule module, Path base) throws IOException {
        Matcher output = OUTPUT.matcher(word);
        return output.find() ? matching(output.group(1), base, module) : List.of();
    }

    /** The files of a path whose last name may be a pattern; those that are the build's own. */
    static List<Path> matching(String path, Path base, BuiltModule module) throws IOException {
        Path pattern = base.resolve(path).normalize();
        Path directory = Objects.requireNonNull(pattern.getParent());
        List<Path> files = new ArrayList<>();
        if (!directory.startsWith(module.baseDirectory()) || !Files.isDirectory(directory)) {
            return files;
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, String.valueOf(pattern.getFileName()))) {
            for (Path entry : entries) {
                boolean plain = entry.equals(entry.toRealPath()) && !Files.isSymbolicLink(entry);
                if (plain && files.size() < MAX_MATCHES && module.files().hold(entry)) {
                    files.add(entry);
                }
            }
        } catch (PatternSyntaxException e) {
            return List.of();
        }
        files.sort(null);
        return files;
    }

    private static boolean isPattern(String word) {
        return WILDCARD.matcher(word).matches();
    }

    /** As a shell would pass them on; their names are quoted, since they may have blanks. */
    private static List<String> relative(List<Path> files, Path base) {
        return files.stream()
                .map(file -> base.relativize(file).toString())
                .map(name -> name.matches("[\\w./+@-]+") ? name : "'" + name.replace("'", "'\\''") + "'")
                .toList();
    }

    /** Whether a path is a file, and no link to one. */
    static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
