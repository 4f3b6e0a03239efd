package dev.shuttle.runtime.plan;

import dev.shuttle.runtime.plan.MainMethod.MainParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The rules for parameters that ask for a resource. Collects every fault instead of stopping at the first. */
final class ResourceRules {
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
        boolean named = isName(parameter, ResourceNames.fault(use, kind));
        return fits && named ? Optional.of(kind.request(use)) : Optional.empty();
    }

    private Optional<ResourceRequest> request(MainParameter parameter, AnnotationUse use, CustomAnnotation own) {
        List<String> wrong = own.faults(parameter.type());
        wrong.forEach(fault -> faults.accept(parameter, fault));
        boolean named = isName(parameter, ResourceNames.fault(use, own.name()));
        return wrong.isEmpty() && named
                ? Optional.of(new ResourceRequest(use.type(), own.name(), true, own.provider()))
                : Optional.empty();
    }

    private boolean isName(MainParameter parameter, Optional<String> fault) {
        fault.ifPresent(told -> faults.accept(parameter, told));
        return fault.isEmpty();
    }
}
