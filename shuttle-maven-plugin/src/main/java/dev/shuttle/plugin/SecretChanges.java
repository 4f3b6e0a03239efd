package dev.shuttle.plugin;

import dev.shuttle.plugin.dotenv.Dotenv;
import dev.shuttle.plugin.dotenv.DotenvException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** Secrets to set and to remove, by name. Its text names them, and never shows a value. */
final class SecretChanges {

    /** The longest value, in bytes of UTF-8. */
    static final int MAX_VALUE = 32 * 1024;

    /** No file of secrets is longer; what is, is something else. */
    private static final long MAX_FILE = 4 * 1024 * 1024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final Map<String, @Nullable String> values = new TreeMap<>();

    void set(String name, String value) throws MojoFailureException {
        check(name);
        if (value.isEmpty()) {
            throw new MojoFailureException("Secret " + name + " has no value: -Dshuttle.unset=" + name
                    + " removes it, -Dshuttle.set=" + name + "=VALUE sets it.");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE) {
            throw new MojoFailureException("The value of secret " + name + " has more than " + MAX_VALUE
                    + " bytes: keep large values in a folder or a database.");
        }
        put(name, value);
    }

    void remove(String name) throws MojoFailureException {
        check(name);
        put(name, null);
    }

    /** Sets all that a file holds: a dotenv file by its name, else java.util.Properties in UTF-8. */
    void read(Path file) throws MojoFailureException, IOException {
        Map<String, String> found = Dotenv.isNamedSo(file) ? dotenv(file) : properties(file);
        if (found.isEmpty()) {
            throw new MojoFailureException(file + " has no secrets: write one NAME=VALUE per line.");
        }
        for (Map.Entry<String, String> secret : found.entrySet()) {
            if (secret.getValue().isEmpty() || !NAME.matcher(secret.getKey()).matches()) {
                // Without the name: where a value of several lines was misread, it is a part of that.
                throw new MojoFailureException(
                        file + " has a line that is not NAME=VALUE with a valid name and a value."
                                + " Name the file .env to have values in quotes, over several lines, and refusals by line.");
            }
            set(secret.getKey(), secret.getValue());
        }
    }

    private static Map<String, String> dotenv(Path file) throws MojoFailureException, IOException {
        try {
            return Dotenv.read(file);
        } catch (DotenvException refused) {
            throw new MojoFailureException(refused.getMessage());
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
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

    @Override
    public String toString() {
        return values.keySet().toString();
    }

    private static Map<String, String> properties(Path file) throws MojoFailureException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new MojoFailureException("There is no file " + file + ". It must have NAME=VALUE lines.");
        }
        if (Files.size(file) > MAX_FILE) {
            throw new MojoFailureException(file + " is too large for a secrets file.");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException malformed) {
            // Its message may show a part of a value.
            throw new MojoFailureException(file + " is not valid: \\u must be followed by four hex digits.");
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private void put(String name, @Nullable String value) throws MojoFailureException {
        if (values.containsKey(name) && !Objects.equals(values.get(name), value)) {
            throw new MojoFailureException("Secret " + name + " is set to two different values: set it once.");
        }
        values.put(name, value);
    }

    /** Without the name where it holds an equals sign or is long: it may be a value in a wrong place. */
    private static void check(String name) throws MojoFailureException {
        if (!NAME.matcher(name).matches()) {
            throw new MojoFailureException(
                    "A secret's name has letters, digits and underscores, does not start with a digit,"
                            + " and is at most 128 characters long"
                            + (name.length() > 40 || name.contains("=") ? "." : ": '" + name + "' is not valid."));
        }
    }
}
