package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.TypeFinder.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An annotation of the app's or a library's own that {@link dev.shuttle.ProvidedBy} makes a resource, read from class
 * files.
 *
 * @param use as it stands on the parameter
 * @param name of the resource
 * @param provider the binary name of its provider
 * @param allowed the types that a parameter may have; none: any
 * @param types where classes are found
 */
record CustomAnnotation(AnnotationUse use, String name, String provider, List<String> allowed, TypeFinder types) {
    private static final String INTERFACE = "dev.shuttle.ResourceProvider";

    /** None, if it is an annotation of another meaning, or its class is not on the class path. */
    static Optional<CustomAnnotation> of(AnnotationUse use, TypeFinder types) {
        Optional<ClassFile> file = types.find(use.type());
        return file.flatMap(found -> found.ours("ProvidedBy"))
                .map(by -> new CustomAnnotation(
                        use,
                        use.text(
                                "value",
                                file.flatMap(ClassFile::valueDefault)
                                        .filter(String.class::isInstance)
                                        .map(String.class::cast)
                                        .orElse("default")),
                        by.className("value").orElse(""),
                        by.classNames("types"),
                        types));
    }

    /** Its faults on a parameter of that type, a sentence each. */
    List<String> faults(String parameterType) {
        List<String> faults = new ArrayList<>();
        if (!use.visible()) {
            faults.add(use.shown() + " is not visible at run time. Put @Retention(RetentionPolicy.RUNTIME) on "
                    + use.type() + ".");
        }
        providerFault().ifPresent(faults::add);
        if (!allowed.isEmpty() && !isAllowed(parameterType)) {
            faults.add(use.shown() + " is available as " + ResourceKind.listed(allowed) + ". Write for example `"
                    + use.shown() + " " + ResourceKind.simple(allowed.get(0)) + "`.");
        }
        return faults;
    }

    private Optional<String> providerFault() {
        Optional<ClassFile> file = types.find(provider);
        if (file.isEmpty()) {
            return Optional.of("no class file of " + provider + ", which @ProvidedBy on " + use.type()
                    + " names, was found on the class path. Add its library as a dependency.");
        }
        if (!types.lineage(provider).types().contains(INTERFACE)) {
            return Optional.of(provider + ", which @ProvidedBy on " + use.type() + " names, does not implement "
                    + INTERFACE + missing() + ". Implement it, or name another class.");
        }
        return file.get().isInstantiable()
                ? Optional.empty()
                : Optional.of(provider + ", which @ProvidedBy on " + use.type() + " names, cannot be instantiated."
                        + " Make it a public class, not abstract, with a public constructor without parameters.");
    }

    /** A value of a type is also one of all its supertypes. */
    private boolean isAllowed(String parameterType) {
        return allowed.stream()
                .anyMatch(type -> type.equals(parameterType)
                        || types.lineage(type).types().contains(parameterType));
    }

    private String missing() {
        Lineage lineage = types.lineage(provider);
        return lineage.missing().isEmpty()
                ? ""
                : " as far as can be seen (no class file of "
                        + lineage.missing().get(0) + " was found)";
    }
}
