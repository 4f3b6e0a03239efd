package dev.shuttle.controlplane.resource;

import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ResourceOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outputs of a custom resource before its provider has run. */
final class CustomOutputs {
    private static final String RETURNED = "out.";
    private static final String PREVIOUS = "previous.";
    private static final String PROVISIONED = "provisioned";

    private CustomOutputs() {}

    /**
     * The same as its source, whose provider has run; else the folder, and what the provider returned last.
     *
     * @param last the resource's own values
     */
    static ResourceOutput forDeployment(
            ResourceRequest request, Map<String, String> last, List<ResourceOutput> source) {
        Optional<ResourceOutput> same = source.stream()
                .filter(output -> output.type().equals(request.type())
                        && output.name().equals(request.name())
                        && output.get(PROVISIONED).equals("true"))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        Map<String, String> values = new HashMap<>();
        last.forEach((key, value) -> {
            if (key.startsWith(RETURNED)) {
                values.put(PREVIOUS + key.substring(RETURNED.length()), value);
            } else if (!key.startsWith(PREVIOUS) && !key.equals(PROVISIONED)) {
                values.put(key, value);
            }
        });
        return new ResourceOutput(request.type(), request.name(), values);
    }

    /** The result of its provider, if there is one. */
    static ResourceOutput newest(ResourceOutput output, List<ResourceOutput> returned) {
        return returned.stream()
                .filter(own -> own.type().equals(output.type()) && own.name().equals(output.name()))
                .findFirst()
                .orElse(output);
    }
}
