package dev.shuttle.runtime.plan;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a class file that the analysis needs.
 *
 * @param name binary name, with dots
 * @param superName null for {@code Object} and modules
 * @param interfaces those it names itself
 * @param annotations those that a running program sees
 * @param mains the methods of that name
 * @param isInstantiable whether it is public, not abstract, and has a public constructor without parameters
 * @param isInstanceProgram whether the {@code java} command would run it although it has no {@code public static void
 *     main(String[])}: of Java 25 or newer, JEP 512
 * @param valueDefault of an annotation: the default of its {@code value()}, as in {@link AnnotationUse#values()}
 */
record ClassFile(
        String name,
        @Nullable String superName,
        List<String> interfaces,
        List<AnnotationUse> annotations,
        List<MainMethod> mains,
        boolean isInstantiable,
        boolean isInstanceProgram,
        Optional<Object> valueDefault) {

    ClassFile {
        interfaces = List.copyOf(interfaces);
        annotations = List.copyOf(annotations);
        mains = List.copyOf(mains);
    }

    Optional<AnnotationUse> service() {
        return ours("ShuttleService");
    }

    /** Its annotation of package {@code dev.shuttle}. */
    Optional<AnnotationUse> ours(String simpleName) {
        return annotations.stream().filter(use -> use.isOurs(simpleName)).findFirst();
    }

    ClassFile withMains(List<MainMethod> others) {
        return new ClassFile(
                name, superName, interfaces, annotations, others, isInstantiable, isInstanceProgram, valueDefault);
    }
}
