package dev.shuttle.plugin.init;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds main classes in sources by the JDK's own parser, without compiling. Nothing on a Java without a compiler. */
final class MainClasses {

    private static final String MARK = " main(";
    /** Nobody writes a longer one by hand. */
    private static final long MAX_BYTES = 2 * 1024 * 1024;

    private static final Set<String> PARAMETERS = Set.of("String[]", "String...", "java.lang.String[]");

    private MainClasses() {}

    static List<MainClass> in(List<Path> folders) throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                collect(folder, candidates);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        return candidates.isEmpty() || compiler == null ? List.of() : parse(compiler, candidates);
    }

    private static void collect(Path folder, List<Path> candidates) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (path.toString().endsWith(".java") && Files.isRegularFile(path) && Files.size(path) <= MAX_BYTES) {
                    String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                    if (text.contains(MARK)) {
                        candidates.add(path);
                    }
                }
            }
        }
    }

    private static List<MainClass> parse(JavaCompiler compiler, List<Path> files) throws IOException {
        DiagnosticCollector<JavaFileObject> ignored = new DiagnosticCollector<>();
        List<MainClass> found = new ArrayList<>();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(ignored, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, ignored, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree declared && hasMain(declared)) {
                        found.add(new MainClass(
                                name(unit, declared),
                                Path.of(unit.getSourceFile().toUri()),
                                (int) positions.getStartPosition(unit, type)));
                    }
                }
            }
        }
        return found;
    }

    private static boolean hasMain(ClassTree type) {
        return type.getMembers().stream().anyMatch(member -> member instanceof MethodTree method && isMain(method));
    }

    private static boolean isMain(MethodTree method) {
        List<? extends VariableTree> parameters = method.getParameters();
        return method.getName().contentEquals("main")
                && method.getModifiers().getFlags().containsAll(Set.of(Modifier.PUBLIC, Modifier.STATIC))
                && parameters.size() == 1
                && PARAMETERS.contains(parameters.get(0).getType().toString());
    }

    private static String name(CompilationUnitTree unit, ClassTree type) {
        return unit.getPackageName() == null
                ? type.getSimpleName().toString()
                : unit.getPackageName() + "." + type.getSimpleName();
    }
}
