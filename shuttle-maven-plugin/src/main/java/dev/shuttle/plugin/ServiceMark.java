package dev.shuttle.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Tells modules with a {@code @ShuttleService} from those without, by a glance at their class files. */
final class ServiceMark {

    /** As a class file names the annotation. */
    private static final String MARK = "Ldev/shuttle/ShuttleService;";

    /** As far as the analysis goes. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private ServiceMark() {}

    static boolean isIn(Path classes) throws IOException {
        if (!Files.isDirectory(classes)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(classes, MAX_DEPTH)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".class") && Files.isRegularFile(file) && carries(file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean carries(Path file) throws IOException {
        return Files.size(file) <= MAX_BYTES
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK);
    }
}
