package dev.shuttle.os;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs on the machine's PATH; relative directories in it are passed over. */
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

    /** The machine's PATH, or a usual one where none is set. */
    public static String path() {
        return System.getenv().getOrDefault("PATH", DEFAULT_PATH);
    }
}
