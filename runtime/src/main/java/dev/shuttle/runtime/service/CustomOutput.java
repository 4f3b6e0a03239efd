package dev.shuttle.runtime.service;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a resource of an app's own within its {@link ResourceOutput}. */
record CustomOutput(ResourceOutput output) {
    /** Stored with each deployment, and sent in one message. */
    private static final int MAX_BYTES = 64 << 10;

    private static final String OUT = "out.";
    private static final String PREVIOUS = "previous.";

    boolean isProvisioned() {
        return output.get("provisioned").equals("true");
    }

    Map<String, String> values() {
        return under(OUT);
    }

    Map<String, String> previous() {
        return under(PREVIOUS);
    }

    /** The output with what a provider returned, which is checked. */
    ResourceOutput with(String provider, @Nullable Map<String, String> values) throws ServiceStartException {
        if (values == null) {
            throw refused(provider, "null");
        }
        Map<String, String> all = new HashMap<>(Map.of("folder", output.get("folder"), "provisioned", "true"));
        long bytes = 0;
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof String value)) {
                throw refused(provider, "a key or a value that is null or not a String,");
            }
            bytes += key.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
            all.put(OUT + key, value);
            if (bytes > MAX_BYTES) {
                throw refused(provider, "more than " + MAX_BYTES + " bytes");
            }
        }
        return new ResourceOutput(output.type(), output.name(), all);
    }

    private Map<String, String> under(String prefix) {
        Map<String, String> values = new HashMap<>();
        output.values().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                values.put(key.substring(prefix.length()), value);
            }
        });
        return Map.copyOf(values);
    }

    private static ServiceStartException refused(String provider, String what) {
        return new ServiceStartException(provider + ".provision returned " + what
                + ". It must return a map of strings, of " + MAX_BYTES + " bytes at most; keep more in its folder.");
    }
}
