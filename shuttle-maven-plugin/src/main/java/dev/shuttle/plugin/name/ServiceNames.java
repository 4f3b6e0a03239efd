package dev.shuttle.plugin.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** What the {@code @ShuttleService} annotations in source folders say, found without compiling. */
public final class ServiceNames {

    /** Only files that hold this are parsed. */
    private static final String MARK = "ShuttleService";
    /** Nobody writes a longer one; generated ones hold no entry point. */
    private static final long MAX_BYTES = 2 * 1024 * 1024;

    private ServiceNames() {}

    /**
     * The annotations' names.
     *
     * @return one for each annotated class, empty where it gives none or none that can be read off; nothing on a Java
     *     without a compiler
     */
    public static List<String> in(List<Path> folders) throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                collect(folder, candidates);
            }
        }
        boolean canParse = ToolProvider.getSystemJavaCompiler() != null;
        return candidates.isEmpty() || !canParse ? List.of() : new SourceParser().serviceNames(candidates);
    }

    private static void collect(Path folder, List<Path> candidates) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (path.toString().endsWith(".java") && isCandidate(path)) {
                    candidates.add(path);
                }
            }
        }
    }

    private static boolean isCandidate(Path path) throws IOException {
        return Files.isRegularFile(path)
                && Files.size(path) <= MAX_BYTES
                && new String(Files.readAllBytes(path), java.nio.charset.StandardCharsets.ISO_8859_1).contains(MARK);
    }
}
