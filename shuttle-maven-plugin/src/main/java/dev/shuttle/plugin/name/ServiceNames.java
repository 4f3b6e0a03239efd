package dev.shuttle.plugin.name;

import dev.shuttle.plugin.source.JavaSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What the {@code @ShuttleService} annotations in source folders say, found without compiling. */
public final class ServiceNames {

    /** Only files that hold this are parsed. */
    private static final String MARK = "ShuttleService";

    private ServiceNames() {}

    /**
     * The annotations' names.
     *
     * @return one for each annotated class, empty where it gives none or none that can be read off; nothing on a Java
     *     without a compiler
     */
    public static List<String> in(List<Path> folders) throws IOException {
        List<Path> candidates = JavaSources.holding(MARK, folders);
        return candidates.isEmpty() ? List.of() : new SourceParser().serviceNames(candidates);
    }
}
