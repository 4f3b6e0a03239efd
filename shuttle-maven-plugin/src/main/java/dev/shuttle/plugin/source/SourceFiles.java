package dev.shuttle.plugin.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Source files by what they hold. */
public final class SourceFiles {

    /** Longer files are generated, and generated files have no entry point. */
    private static final long MAX_BYTES = 2 * 1024 * 1024;

    private SourceFiles() {}

    /**
     * Those that hold a text.
     *
     * @param suffix of their names
     * @param mark what they hold, in ASCII
     * @param folders where they are, at any depth; one that does not exist has none
     * @return sorted within each folder
     * @throws IOException when they cannot be read
     */
    public static List<Path> holding(String suffix, Pattern mark, List<Path> folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                collect(folder, suffix, mark, found);
            }
        }
        return found;
    }

    private static void collect(Path folder, String suffix, Pattern mark, List<Path> found) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (path.toString().endsWith(suffix) && holds(path, mark)) {
                    found.add(path);
                }
            }
        }
    }

    private static boolean holds(Path path, Pattern mark) throws IOException {
        return Files.isRegularFile(path)
                && Files.size(path) <= MAX_BYTES
                && mark.matcher(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                        .find();
    }
}
