package dev.shuttle.plugin;

import dev.shuttle.plugin.dotenv.Dotenv;
import dev.shuttle.plugin.dotenv.DotenvException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** Environment variables to set and to remove, by name. The server checks names and values. */
final class EnvironmentChanges {
    private final Map<String, @Nullable String> values = new TreeMap<>();

    /** {@code NAME=VALUE}; the value may be empty. */
    void set(String assignment) throws MojoFailureException {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new MojoFailureException("-Dshuttle.set must be NAME=VALUE. A file sets several variables at once:"
                    + " -Dshuttle.file=.env");
        }
        put(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    /** Names, separated by commas. */
    void unset(String names) throws MojoFailureException {
        for (String name : names.split(",", -1)) {
            put(name.strip(), null);
        }
    }

    void read(Path file) throws MojoFailureException, IOException {
        try {
            for (Map.Entry<String, String> variable : Dotenv.read(file).entrySet()) {
                put(variable.getKey(), variable.getValue());
            }
        } catch (DotenvException refused) {
            throw new MojoFailureException(refused.getMessage());
        }
    }

    Map<String, @Nullable String> values() {
        return values;
    }

    List<String> namesSet() {
        return values.keySet().stream().filter(name -> values.get(name) != null).toList();
    }

    List<String> namesRemoved() {
        return values.keySet().stream().filter(name -> values.get(name) == null).toList();
    }

    private void put(String name, @Nullable String value) throws MojoFailureException {
        if (values.containsKey(name) && !Objects.equals(values.get(name), value)) {
            throw new MojoFailureException("Variable " + name + " is to be changed in two ways: change it once.");
        }
        values.put(name, value);
    }
}
