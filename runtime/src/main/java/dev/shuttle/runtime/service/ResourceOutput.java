package dev.shuttle.runtime.service;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the platform made for a {@link dev.shuttle.runtime.plan.ResourceRequest}: all that a host needs to hand it over.
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
    /** Names of what a provider of the app's own returns that is secret: {@code out.apiToken}. */
    private static final Pattern NAMED_SECRET =
            Pattern.compile("(out|previous)\\..*(password|secret|token|key|credential).*", Pattern.CASE_INSENSITIVE);

    /** The values that must not be seen. */
    private static final Set<String> SENSITIVE = Set.of("password", "value");

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

    /**
     * Whether a value must stand in no log: passwords, secrets, and what a provider of the app's own returned under a
     * name that holds {@code password}, {@code secret}, {@code token}, {@code key} or {@code credential}.
     *
     * @param key as above
     * @return true if it is to be masked
     */
    public static boolean isSecret(String key) {
        return SENSITIVE.contains(key) || NAMED_SECRET.matcher(key).matches();
    }

    /**
     * Whether a value is shown only to who asks for it: what is secret, and all that a provider of the app's own returned.
     *
     * @param key as above
     * @return true if it is left out of lists
     */
    public static boolean isSensitive(String key) {
        return SENSITIVE.contains(key) || key.startsWith("out.") || key.startsWith("previous.");
    }

    /** Without values: a log may get it. */
    @Override
    public String toString() {
        return type + " " + name;
    }
}
