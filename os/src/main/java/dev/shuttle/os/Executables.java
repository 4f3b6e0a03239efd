package dev.shuttle.os;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs on the machine's PATH; relative directories in it, and empty ones, are passed over. */
public final class Executables {

    /** Where there is no PATH, as execvp(3) has it. */
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private Executables() {}

    public static Optional<Path> find(String program) {
        return find(program, path());
    }

    static Optional<Path> find(String program, String path) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /**
     * The machine's PATH, or a usual one where none is set; without relative directories, which are those of where a
     * program starts, such as a project's sources.
     */
    public static String path() {
        return absolute(System.getenv().getOrDefault("PATH", DEFAULT_PATH));
    }

    static String absolute(String path) {
        String absolute = Stream.of(path.split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .collect(Collectors.joining(File.pathSeparator));
        return absolute.isEmpty() ? DEFAULT_PATH : absolute;
    }
}
