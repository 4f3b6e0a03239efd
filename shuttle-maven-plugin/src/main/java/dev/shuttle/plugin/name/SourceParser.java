package dev.shuttle.plugin.name;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.util.TreeScanner;
import dev.shuttle.plugin.source.SyntaxTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads annotations. Apart from {@link ServiceNames}, since these classes need a JDK. */
final class SourceParser {

    private static final String PACKAGE = "dev.shuttle";
    private static final String ANNOTATION = PACKAGE + ".ShuttleService";
    private static final Set<String> IMPORTS = Set.of(ANNOTATION, PACKAGE + ".*");

    List<String> serviceNames(List<Path> files) throws IOException {
        List<String> names = new ArrayList<>();
        SyntaxTrees.parse(files, (unit, positions) -> names.addAll(serviceNames(unit)));
        return names;
    }

    private static List<String> serviceNames(CompilationUnitTree unit) {
        List<String> names = new ArrayList<>();
        boolean imported = imports(unit);
        new TreeScanner<@Nullable Void, List<String>>() {
            @Override
            public @Nullable Void visitClass(ClassTree type, List<String> found) {
                for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
                    String written = annotation.getAnnotationType().toString();
                    if (written.equals(ANNOTATION) || (imported && written.equals("ShuttleService"))) {
                        found.add(name(annotation));
                    }
                }
                return super.visitClass(type, found);
            }
        }.scan(unit, names);
        return names;
    }

    private static boolean imports(CompilationUnitTree unit) {
        ExpressionTree here = unit.getPackageName();
        return (here != null && here.toString().equals(PACKAGE))
                || unit.getImports().stream()
                        .map(ImportTree::getQualifiedIdentifier)
                        .anyMatch(name -> IMPORTS.contains(name.toString()));
    }

    private static String name(AnnotationTree annotation) {
        for (ExpressionTree argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree set
                    && set.getVariable().toString().equals("name")
                    && set.getExpression() instanceof LiteralTree literal
                    && literal.getValue() instanceof String text) {
                return text;
            }
        }
        return "";
    }
}
