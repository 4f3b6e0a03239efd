package dev.shuttle.controlplane.resource;

import java.util.Map;

/**
 * A resource as it is stored.
 *
 * @param type as in {@link dev.shuttle.runtime.plan.ResourceRequest}
 * @param name within the project
 * @param values what was drafted, and where it was reached last
 * @param ready whether it was made whole
 */
record ResourceRow(String type, String name, Map<String, String> values, boolean ready) {

    ResourceRow {
        values = Map.copyOf(values);
    }

    /** Without values: a log may get it. */
    @Override
    public String toString() {
        return type + " " + name;
    }
}
