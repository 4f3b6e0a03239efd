package dev.shuttle.controlplane.resource;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.resources.Provisioner;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Who makes which type of resource.
 *
 * @param kinds of the platform, by type
 * @param custom what is made for a custom annotation, by type: a folder
 */
record Kinds(Map<String, Provisioner> kinds, Function<String, Provisioner> custom) {

    /** Longer than the bound of each. */
    private static final Duration CLOSE_LIMIT = Duration.ofMinutes(5);

    Kinds {
        kinds = Map.copyOf(kinds);
    }

    Provisioner of(String type) {
        Provisioner kind = kinds.get(type);
        return kind == null ? custom.apply(type) : kind;
    }

    /** Whether a value must stand in no log. A secret is one; what is made says it of its keys. */
    boolean isSecret(String type, String key) {
        return type.equals(ResourceRequest.SECRET) ? key.equals("value") : of(type).isSecret(key);
    }

    /** Side by side: each has its bound, and all have one together. */
    void close() {
        DaemonThreads.runAll(
                "shuttle-close-servers",
                kinds.values().stream().<Runnable>map(kind -> kind::close).toList(),
                CLOSE_LIMIT);
    }

    /** Their servers run on. */
    void detach() {
        kinds.values().forEach(Provisioner::detach);
    }

    boolean isCustom(String type) {
        return !kinds.containsKey(type);
    }
}
