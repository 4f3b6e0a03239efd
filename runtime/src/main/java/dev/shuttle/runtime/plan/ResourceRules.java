package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.MainMethod.MainParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The rules for parameters that ask for a resource. Collects every fault instead of stopping at the first. */
final class ResourceRules {
    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,30}[a-z0-9])?");

    /** As the environment variables that secrets are elsewhere. */
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final TypeFinder types;
    private final BiConsumer<MainParameter, String> faults;

    ResourceRules(TypeFinder types, BiConsumer<MainParameter, String> faults) {
        this.types = types;
        this.faults = faults;
    }

    /** The parameter's annotations that ask for something: the platform's, then the app's and its libraries' own. */
    List<AnnotationUse> asking(MainParameter parameter) {
        List<AnnotationUse> asking = new ArrayList<>();
        for (AnnotationUse use : parameter.annotations()) {
            if (use.isOurs("Port")
                    || ResourceKind.of(use).isPresent()
                    || CustomAnnotation.of(use, types).isPresent()) {
                asking.add(use);
            }
        }
        return asking;
    }

    /** The request; none if there are faults. */
    Optional<ResourceRequest> request(MainParameter parameter, AnnotationUse use) {
        Optional<ResourceKind> kind = ResourceKind.of(use);
        if (kind.isPresent()) {
            return request(parameter, use, kind.get());
        }
        return CustomAnnotation.of(use, types).flatMap(own -> request(parameter, use, own));
    }

    private Optional<ResourceRequest> request(MainParameter parameter, AnnotationUse use, ResourceKind kind) {
        boolean fits = kind.types().contains(parameter.type());
        if (!fits) {
            faults.accept(
                    parameter,
                    use.shown() + " is available as " + ResourceKind.listed(kind.types()) + ". Write for example `"
                            + kind.example() + "`.");
        }
        boolean isSecret = kind.equals(ResourceKind.SECRET);
        String name = use.text("value", isSecret ? "" : "default");
        boolean named = isSecret ? isSecretName(parameter, name) : isName(parameter, use, name);
        return fits && named
                ? Optional.of(new ResourceRequest(kind.type(), name, use.flag("required", true), ""))
                : Optional.empty();
    }

    private Optional<ResourceRequest> request(MainParameter parameter, AnnotationUse use, CustomAnnotation own) {
        List<String> wrong = own.faults(parameter.type());
        wrong.forEach(fault -> faults.accept(parameter, fault));
        boolean named = isName(parameter, use, own.name());
        return wrong.isEmpty() && named
                ? Optional.of(new ResourceRequest(use.type(), own.name(), true, own.provider()))
                : Optional.empty();
    }

    private boolean isName(MainParameter parameter, AnnotationUse use, String name) {
        if (NAME.matcher(name).matches()) {
            return true;
        }
        faults.accept(
                parameter,
                use.shown() + "(\"" + shown(name)
                        + "\") is not a valid resource name: it starts with a lower-case letter,"
                        + " has a to z, 0 to 9 and -, does not end with -, and has at most 32 characters. Write for example `"
                        + use.shown() + "(\"orders\")`.");
        return false;
    }

    private boolean isSecretName(MainParameter parameter, String name) {
        if (SECRET_NAME.matcher(name).matches()) {
            return true;
        }
        faults.accept(
                parameter,
                (name.isEmpty() ? "@Secret has no name" : "@Secret(\"" + shown(name) + "\") is not a valid secret name")
                        + ": it starts with a letter or _, has letters, digits and _, and at most 128 characters."
                        + " Write for example `@Secret(\"API_KEY\")`.");
        return false;
    }

    private static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > 40 ? printable.substring(0, 40) + "…" : printable;
    }
}
