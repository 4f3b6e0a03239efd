package dev.shuttle.plugin.local;

import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Secrets for this machine: {@code Secrets.dev.properties}, {@code NAME=VALUE} a line (java.util.Properties, in UTF-8),
 * at the project's root or in the module, whose file wins.
 */
final class DevSecrets {

    static final String FILE = "Secrets.dev.properties";

    /** No file of secrets is longer; what is, is something else. */
    private static final long MAX_FILE = 4 * 1024 * 1024;

    private final Path root;
    private final Map<String, String> values;

    private DevSecrets(Path root, Map<String, String> values) {
        this.root = root;
        this.values = values;
    }

    static DevSecrets read(Path root, Path module) throws LocalRunException, IOException {
        Map<String, String> values = new TreeMap<>();
        for (Path file : List.of(root.resolve(FILE), module.resolve(FILE))) {
            if (Files.isRegularFile(file)) {
                read(file, values);
            }
        }
        return new DevSecrets(root, values);
    }

    Map<String, String> values() {
        return values;
    }

    /** Refuses to go on without those that the code needs, all of them at once. */
    void require(List<ResourceRequest> requests) throws LocalRunException {
        List<String> missing = requests.stream()
                .filter(each -> each.isSecret() && each.required() && !values.containsKey(each.name()))
                .map(ResourceRequest::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new LocalRunException((missing.size() == 1 ? "A secret" : missing.size() + " secrets")
                    + " that the code needs cannot be found on this machine. Write into " + root.resolve(FILE) + ":\n"
                    + missing.stream().map(name -> "  " + name + "=VALUE").collect(Collectors.joining("\n"))
                    + "\nThe file is never uploaded; keep it out of version control too.");
        }
    }

    private static void read(Path file, Map<String, String> values) throws LocalRunException, IOException {
        if (Files.size(file) > MAX_FILE) {
            throw new LocalRunException(file + " is too large for a file of secrets.");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IllegalArgumentException malformed) {
            // Its message may show a part of a value.
            throw new LocalRunException(file + " cannot be read: there is a \\u that four hex digits do not follow.");
        }
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
    }
}
