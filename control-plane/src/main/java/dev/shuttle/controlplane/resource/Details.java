package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ResourceVariables;
import java.util.Map;
import java.util.TreeMap;

/** The details of a resource, for the API. */
final class Details {

    private Details() {}

    static Map<String, String> of(ResourceRow row, Provisioner kind, boolean reveal) {
        Map<String, String> details = new TreeMap<>();
        row.values().forEach((key, value) -> {
            if (!value.isEmpty() && (reveal || !kind.isHidden(key))) {
                details.put(key, value);
            }
        });
        if (reveal && row.ready() && hasUrl(row.type())) {
            details.put("url", ResourceVariables.url(new ResourceOutput(row.type(), row.name(), row.values())));
        }
        return details;
    }

    /** Whether such a resource is reached by the network. */
    static boolean hasUrl(String type) {
        return type.equals(ResourceRequest.POSTGRES) || type.equals(ResourceRequest.REDIS);
    }
}
