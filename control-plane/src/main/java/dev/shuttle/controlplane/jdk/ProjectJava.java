package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads from unpacked sources the oldest Java that a project can be built with: the highest that any of its parts asks for
 * which is built.
 */
public final class ProjectJava {
    private static final long MAX_BYTES = 64 * 1024;

    private ProjectJava() {}

    /**
     * Reads it.
     *
     * @param workspace the root of the sources
     * @param mavenArguments of this build
     * @return empty if the project does not say
     */
    public static Optional<JavaRequirement> of(Path workspace, List<String> mavenArguments) throws IOException {
        Path root = workspace.toRealPath();
        List<String> arguments = new ArrayList<>(config(root));
        arguments.addAll(mavenArguments);
        Map<String, String> properties = properties(arguments);
        PomTree poms = new PomTree(root, pom(arguments).orElse("pom.xml"));
        return Stream.concat(
                        new SelectedModules(poms, arguments)
                                .poms().stream()
                                        .filter(pom -> !pom.packaging().equals("pom"))
                                        .flatMap(pom ->
                                                new ModuleJava(poms.withParents(pom), properties).requirements()),
                        VersionFiles.in(root))
                .reduce(ProjectJava::higher);
    }

    /**
     * The pom that Maven builds, if its arguments name one: the last.
     *
     * @param arguments as Maven takes them
     * @return the name of a file at the root; empty if it is {@code pom.xml} as ever
     */
    public static Optional<String> pom(List<String> arguments) {
        int option = arguments.lastIndexOf("-f");
        return option < 0 || option + 1 == arguments.size() ? Optional.empty() : Optional.of(arguments.get(option + 1));
    }

    /** Of two equal ones the first. */
    private static JavaRequirement higher(JavaRequirement one, JavaRequirement other) {
        return one.least() >= other.least() ? one : other;
    }

    private static List<String> config(Path root) throws IOException {
        Path file = root.resolve(".mvn/maven.config");
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_BYTES
                ? List.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .strip()
                        .split("\\s+"))
                : List.of();
    }

    private static Map<String, String> properties(List<String> arguments) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals("-D") || argument.equals("--define")) && i + 1 < arguments.size()) {
                argument = arguments.get(++i);
            } else if (argument.startsWith("--define=")) {
                argument = argument.substring("--define=".length());
            } else if (argument.startsWith("-D")) {
                argument = argument.substring("-D".length());
            } else {
                continue;
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                properties.put(argument.substring(0, equals), argument.substring(equals + 1));
            }
        }
        return properties;
    }
}
