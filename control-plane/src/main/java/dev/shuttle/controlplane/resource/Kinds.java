package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Who makes which type of resource.
 *
 * @param kinds of the platform, by type
 * @param own what is made for an annotation of an app's own, by type: a folder
 */
record Kinds(Map<String, Provisioner> kinds, Function<String, Provisioner> own) {

    Kinds {
        kinds = Map.copyOf(kinds);
    }

    Provisioner of(String type) {
        Provisioner kind = kinds.get(type);
        return kind == null ? own.apply(type) : kind;
    }

    /** Whether a value must stand in no log. A secret is one; what is made says it of its keys. */
    boolean isSecret(String type, String key) {
        return type.equals(ResourceRequest.SECRET) ? key.equals("value") : of(type).isSecret(key);
    }

    /** Side by side: each has its bound, and all have one together. */
    void close() {
        List<Thread> closers = kinds.values().stream()
                .map(kind -> new Thread(kind::close, "shuttle-close-servers"))
                .toList();
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            try {
                closer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isOwn(String type) {
        return !kinds.containsKey(type);
    }
}
