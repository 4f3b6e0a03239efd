package dev.shuttle.plugin.forward;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Variables of this machine's environment that the server's build gets, since {@code -Dshuttle.buildEnv} names them. They
 * go along in the archive: addresses are logged on the way.
 */
public record PassedVariables(SortedMap<String, String> values) {

    /** In the archive: a JSON object. It is deleted with the sources after the build. */
    public static final String FILE = ".shuttle/build-env.json";

    /** Copies. */
    public PassedVariables {
        values = new TreeMap<>(values);
    }

    /**
     * Takes them from the environment.
     *
     * @param names separated by commas; null for none
     * @param environment this machine's
     * @return those that are named
     * @throws MissingVariableException when one of them is not set
     */
    public static PassedVariables of(@Nullable String names, Map<String, String> environment)
            throws MissingVariableException {
        SortedMap<String, String> values = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        for (String each : names == null ? new String[0] : names.split(",", -1)) {
            String name = each.strip();
            String value = environment.get(name);
            if (value != null) {
                values.put(name, value);
            } else if (!name.isEmpty()) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingVariableException(missing);
        }
        return new PassedVariables(values);
    }

    /** The content of the file. */
    public String json() {
        try {
            return new ObjectMapper().writeValueAsString(values);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Strings can be written as JSON", impossible);
        }
    }

    /** Names alone: values may be secret. */
    @Override
    public String toString() {
        return String.join(", ", values.keySet());
    }
}
