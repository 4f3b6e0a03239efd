package dev.shuttle.controlplane.restore;

import java.util.Map;

/**
 * A resource of a project in a backup.
 *
 * @param values names and passwords, in clear text
 */
record StoredResource(String type, String name, Map<String, String> values) {
    StoredResource {
        values = Map.copyOf(values);
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
