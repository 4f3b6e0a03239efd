package dev.shuttle.runtime.service;

import java.util.Map;

/**
 * The resource for a {@link dev.shuttle.runtime.plan.ResourceRequest}: all that a host needs to hand it over.
 * May hold passwords, so that it never goes to a log or a command line. The values by type:
 *
 * <ul>
 *   <li>{@code postgres}: {@code host}, {@code port}, {@code database}, {@code username}, {@code password}, and
 *       {@code parameters}, a query for the JDBC URL such as {@code sslmode=require}, or empty;
 *   <li>{@code redis}: {@code host}, {@code port}, {@code tls} (true or false), {@code username}, {@code password},
 *       {@code database} (a number), {@code keyPrefix} (may be empty);
 *   <li>{@code folder}: {@code path};
 *   <li>{@code secret}: its {@code "value"}; a secret that is not set has no output;
 *   <li>an app's own annotation: {@code folder}, what its provider returned as {@code out.KEY} and {@code provisioned}
 *       = {@code true} once it has run for this deployment, and what it returned for an earlier one as
 *       {@code previous.KEY}.
 * </ul>
 *
 * @param type as in the request
 * @param name as in the request
 * @param values as above
 */
public record ResourceOutput(String type, String name, Map<String, String> values) {
    public ResourceOutput {
        values = Map.copyOf(values);
    }

    /**
     * A value.
     *
     * @param key as above
     * @return the value, or an empty string
     */
    public String get(String key) {
        return values.getOrDefault(key, "");
    }

    /** Without values: a log may get it. */
    @Override
    public String toString() {
        return type + " " + name;
    }
}
