package dev.shuttle.controlplane.resource;

import dev.shuttle.resources.Provisioner;
import dev.shuttle.runtime.plan.ResourceRequest;
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
        if (reveal && row.type().equals(ResourceRequest.POSTGRES) && row.ready()) {
            details.put("url", url("postgres", row));
        }
        if (reveal && row.type().equals(ResourceRequest.REDIS) && row.ready()) {
            details.put("url", url(row.values().getOrDefault("tls", "").equals("true") ? "rediss" : "redis", row));
        }
        return details;
    }

    /** As psql and redis-cli take it; the names and passwords that we make up need no escapes. */
    private static String url(String scheme, ResourceRow row) {
        Map<String, String> values = row.values();
        return scheme + "://" + values.get("username") + ":" + values.get("password") + "@" + values.get("host") + ":"
                + values.get("port") + "/" + values.get("database");
    }
}
