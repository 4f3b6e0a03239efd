package dev.shuttle.runtime.plan;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a class file.
 *
 * @param name binary name, with dots
 * @param superName null for {@code Object} and modules
 * @param interfaces those it names itself
 * @param service its {@code @ShuttleService}
 * @param mains the methods of that name
 */
record ClassFile(
        String name,
        @Nullable String superName,
        List<String> interfaces,
        Optional<AnnotationUse> service,
        List<MainMethod> mains) {

    ClassFile {
        interfaces = List.copyOf(interfaces);
        mains = List.copyOf(mains);
    }
}
