package dev.shuttle.runtime.plan;

import dev.shuttle.Isolation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service and its resources, as read from a build's code.
 *
 * @param module the artifactId of the module that holds the entry point
 * @param name the project's name by the code: the annotation's, else the module's artifactId
 * @param entryPoint the {@code main} to call
 * @param health the path that must answer 2xx; empty: any answer below 500 to {@code GET /}, unless everything is
 *     answered with 400; {@code -}: not asked
 * @param isolation where it asks to run
 * @param sleepAfter an ISO-8601 duration; empty: never
 * @param instances 1 or more
 * @param replace whether the version that serves is stopped before a new one starts
 * @param notes what the user should know, a sentence each; may be empty
 * @param onClass the resources on the main class; null, in what an earlier version has stored, for none
 */
public record ServicePlan(
        String module,
        String name,
        EntryPoint entryPoint,
        String health,
        Isolation isolation,
        String sleepAfter,
        int instances,
        boolean replace,
        List<String> notes,
        @Nullable List<ResourceRequest> onClass) {

    public ServicePlan {
        notes = List.copyOf(notes);
        onClass = onClass == null ? List.of() : List.copyOf(onClass);
    }

    /** The resources on the main class, which reach the process as environment variables. */
    @Override
    public List<ResourceRequest> onClass() {
        return Objects.requireNonNull(onClass);
    }

    /**
     * The resources that the code asks for.
     *
     * @return each once, in the order of the parameters, then those on the class; required if one place requires it
     */
    public List<ResourceRequest> resources() {
        Stream<ResourceRequest> byParameters = entryPoint.parameters().stream()
                .map(EntryPoint.Parameter::resource)
                .filter(Objects::nonNull);
        return distinct(Stream.concat(byParameters, onClass().stream()));
    }

    /**
     * The resources that the code asks for, with those that are attached to the project.
     *
     * @param attached whatever the code says
     * @return each once
     */
    public List<ResourceRequest> resourcesWith(List<ResourceRequest> attached) {
        return distinct(Stream.concat(resources().stream(), attached.stream()));
    }

    private static List<ResourceRequest> distinct(Stream<ResourceRequest> all) {
        Map<String, ResourceRequest> resources = new LinkedHashMap<>();
        all.forEach(request -> resources.merge(request.toString(), request, ServicePlan::stricter));
        return List.copyOf(resources.values());
    }

    private static ResourceRequest stricter(ResourceRequest one, ResourceRequest other) {
        return one.required() ? one : other;
    }
}
