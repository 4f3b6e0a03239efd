package dev.shuttle.runtime.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules for resources on the main class, which reach it as environment variables. Collects every fault. */
final class ClassResources {
    private final String className;
    private final List<String> faults;
    private final Map<String, ResourceRequest> requests = new LinkedHashMap<>();

    private ClassResources(String className, List<String> faults) {
        this.className = className;
        this.faults = faults;
    }

    /** The requests of the class, each once; without those that have a fault. */
    static List<ResourceRequest> of(ClassFile type, List<String> faults) {
        ClassResources resources = new ClassResources(type.name(), faults);
        for (AnnotationUse use : type.annotations()) {
            ResourceKind.of(use).ifPresent(kind -> resources.add(use, kind));
        }
        return List.copyOf(resources.requests.values());
    }

    /** Those on classes that are not the main class, for a note. */
    static List<String> shown(ClassFile type) {
        List<String> shown = new ArrayList<>();
        for (AnnotationUse use : type.annotations()) {
            ResourceKind.of(use).ifPresent(kind -> shown.add(use.shown()));
        }
        return shown;
    }

    private void add(AnnotationUse use, ResourceKind kind) {
        Optional<String> named = ResourceNames.fault(use, kind);
        if (named.isPresent()) {
            fault(named.get());
            return;
        }
        ResourceRequest request = kind.request(use);
        if (request.isSecret() && ReservedVariables.contain(request.name())) {
            fault("@Secret(\"" + request.name() + "\") would be an environment variable that Shuttle sets itself."
                    + " Give the secret another name.");
        } else if (requests.put(request.toString(), request) != null) {
            fault(use.shown() + "(\"" + request.name() + "\") stands there twice. Keep one.");
        }
    }

    private void fault(String why) {
        faults.add(className + ": " + why);
    }
}
