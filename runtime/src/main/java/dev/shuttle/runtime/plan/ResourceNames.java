package dev.shuttle.runtime.plan;

import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for the names of resources. */
final class ResourceNames {
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");

    /** As the environment variables that secrets are elsewhere. */
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private ResourceNames() {}

    /** Whether a resource of one of the platform's kinds, or a secret, may have that name. */
    static boolean isValid(String type, String name) {
        return (type.equals(ResourceRequest.SECRET) ? SECRET_NAME : NAME)
                .matcher(name)
                .matches();
    }

    /** The fault of the name in an annotation of a kind, a sentence; none if it is valid. */
    static Optional<String> fault(AnnotationUse use, ResourceKind kind) {
        return kind.equals(ResourceKind.SECRET) ? secretFault(kind.name(use)) : fault(use, kind.name(use));
    }

    static Optional<String> fault(AnnotationUse use, String name) {
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(use.shown() + "(\"" + shown(name)
                        + "\") is not a valid resource name: it starts with a lower-case letter,"
                        + " has a to z, 0 to 9 and -, does not end with -, and has at most 32 characters. Write for example `"
                        + use.shown() + "(\"orders\")`.");
    }

    private static Optional<String> secretFault(String name) {
        return SECRET_NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of((name.isEmpty()
                                ? "@Secret has no name"
                                : "@Secret(\"" + shown(name) + "\") is not a valid secret name")
                        + ": it starts with a letter or _, has letters, digits and _, and at most 128 characters."
                        + " Write for example `@Secret(\"API_KEY\")`.");
    }

    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 40 ? printable.substring(0, 40) + "…" : printable;
    }
}
