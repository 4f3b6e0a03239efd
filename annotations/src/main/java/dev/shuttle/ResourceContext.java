package dev.shuttle;

import java.nio.file.Path;
import java.util.Map;

/**
 * For whom a {@link ResourceProvider} works.
 *
 * @param service the service
 * @param name of the resource within the project: the annotation's {@code value()}, else {@code default}
 * @param folder a directory of the resource's own that outlives deployments
 * @param previous what the last deployment that had this resource was given; empty if there is none
 */
public record ResourceContext(ServiceInfo service, String name, Path folder, Map<String, String> previous) {

    public ResourceContext {
        previous = Map.copyOf(previous);
    }
}
