package dev.shuttle.plugin.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Which sources are worth parsing. */
public final class JavaSources {

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
        List<Path> found = SourceFiles.holding(".java", mark, folders);
        return found.isEmpty() || ToolProvider.getSystemJavaCompiler() != null ? found : List.of();
    }
}
