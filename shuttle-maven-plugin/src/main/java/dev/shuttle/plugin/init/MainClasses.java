package dev.shuttle.plugin.init;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import dev.shuttle.plugin.source.JavaSources;
import dev.shuttle.plugin.source.SyntaxTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/** Finds main classes in sources by the JDK's own parser, without compiling. Nothing on a Java without a compiler. */
final class MainClasses {

    private static final Pattern MARK = Pattern.compile(" main\\(");
    private static final Set<String> PARAMETERS = Set.of("String[]", "String...", "java.lang.String[]");

    private MainClasses() {}

    static List<MainClass> in(List<Path> folders) throws IOException {
        List<MainClass> found = new ArrayList<>();
        SyntaxTrees.parse(JavaSources.holding(MARK, folders), (unit, positions) -> {
            for (Tree type : unit.getTypeDecls()) {
                if (type instanceof ClassTree declared && hasMain(declared)) {
                    found.add(new MainClass(
                            name(unit, declared), Path.of(unit.getSourceFile().toUri()), OptionalInt.of((int)
                                    positions.getStartPosition(unit, type))));
                }
            }
        });
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
