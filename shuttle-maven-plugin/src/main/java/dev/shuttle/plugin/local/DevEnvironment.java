package dev.shuttle.plugin.local;

import dev.shuttle.plugin.dotenv.Dotenv;
import dev.shuttle.plugin.dotenv.DotenvException;
import dev.shuttle.runtime.plan.ReservedVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment of a service on this machine: of the shell's what any program needs, as deployed, and the variables of
 * {@code .env} at the project's root or in the module, whose file wins.
 */
record DevEnvironment(Path root, Path module, Map<String, String> shell) {

    static final String FILE = ".env";

    private static final List<String> OF_THE_SHELL = List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR");

    DevEnvironment {
        shell = Map.copyOf(shell);
    }

    /** All variables but those that say where to listen; the files win over those of resources. */
    Map<String, String> with(Map<String, String> resources) throws LocalRunException, IOException {
        Map<String, String> environment = new TreeMap<>(shell);
        environment.keySet().removeIf(name -> !OF_THE_SHELL.contains(name) && !name.startsWith("LC_"));
        environment.putIfAbsent("LANG", "C.UTF-8"); // as deployed
        environment.putAll(resources);
        for (Path file : List.of(root.resolve(FILE), module.resolve(FILE))) {
            if (Files.isRegularFile(file)) {
                environment.putAll(variables(file));
            }
        }
        return environment;
    }

    private static Map<String, String> variables(Path file) throws LocalRunException, IOException {
        try {
            Map<String, String> variables = Dotenv.read(file);
            for (String name : variables.keySet()) {
                if (ReservedVariables.contain(name)) {
                    throw new LocalRunException(
                            file + " sets " + name + ", which cannot be set: " + ReservedVariables.reason(name));
                }
            }
            return variables;
        } catch (DotenvException refused) {
            throw new LocalRunException(refused.getMessage());
        }
    }
}
