package dev.shuttle.plugin.name;

import dev.shuttle.plugin.source.JavaSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the {@code @ShuttleService} annotations in source folders, without compiling. */
public final class ServiceNames {

    /** Only files that hold this are parsed. */
    private static final Pattern MARK = Pattern.compile("ShuttleService");

    /** Where nothing holds this, no annotation has a name: it stands without parentheses. */
    private static final Pattern WITH_ARGUMENTS =
            Pattern.compile("ShuttleService(?:\\s|//[^\\r\\n]*|/\\*[^*]*+(?:\\*(?!/)[^*]*+)*+\\*/)*+\\(");

    private ServiceNames() {}

    /**
     * Whether an annotation may give a name. Costs no parser.
     *
     * @return false if none of them does
     */
    static boolean mayBeGiven(List<Path> folders) throws IOException {
        return !JavaSources.holding(WITH_ARGUMENTS, folders).isEmpty();
    }

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
