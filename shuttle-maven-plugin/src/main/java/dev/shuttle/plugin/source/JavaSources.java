package dev.shuttle.plugin.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Which sources are worth parsing. */
public final class JavaSources {

    /** Longer files are generated, and generated files have no entry point. */
    private static final long MAX_BYTES = 2 * 1024 * 1024;

    private JavaSources() {}

    /**
     * Those that hold a text, to be read by {@link SyntaxTrees}. What parses nothing in the end spares itself the
     * compiler, which takes a quarter of a second to load.
     *
     * @param mark what they hold, in ASCII
     * @param folders where they are, at any depth; one that does not exist has none
     * @return sorted within each folder; none on a Java without a compiler, whose parser this needs
     * @throws IOException when they cannot be read
     */
    public static List<Path> holding(Pattern mark, List<Path> folders) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                collect(folder, mark, found);
            }
        }
        return found.isEmpty() || ToolProvider.getSystemJavaCompiler() != null ? found : List.of();
    }

    private static void collect(Path folder, Pattern mark, List<Path> found) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (path.toString().endsWith(".java") && holds(path, mark)) {
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
