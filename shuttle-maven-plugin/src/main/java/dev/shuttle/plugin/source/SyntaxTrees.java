package dev.shuttle.plugin.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Sources as the JDK's own parser sees them, syntax only: nothing is resolved and no annotation processor runs. A file
 * with errors gives what could be read. Apart from {@link JavaSources}, since these classes need a JDK.
 */
public final class SyntaxTrees {

    private SyntaxTrees() {}

    /** Gets each file. */
    public interface Reader {
        /**
         * Reads one.
         *
         * @param unit its syntax
         * @param positions where what stands in it stands
         */
        void read(CompilationUnitTree unit, SourcePositions positions);
    }

    /**
     * Parses files.
     *
     * @param files which, in UTF-8; with none, nothing is done, and no JDK is needed
     * @param reader gets them, in their order
     * @throws IOException when they cannot be read
     */
    public static void parse(List<Path> files, Reader reader) throws IOException {
        if (files.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> ignored = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(ignored, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, ignored, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                reader.read(unit, positions);
            }
        }
    }
}
