package dev.shuttle.plugin.name;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A module of the reactor, as far as naming needs it.
 *
 * @param artifactId its artifactId
 * @param packaging such as {@code jar} or {@code pom}
 * @param folder where its pom is
 * @param sources its source folders; they need not exist
 */
public record Module(String artifactId, String packaging, Path folder, List<Path> sources) {

    /**
     * Those that a user means.
     *
     * @param name what {@code -Dshuttle.module} gave, or null for all
     * @param modules to choose from
     * @return at least one, where there is one to choose from
     * @throws UnnamedProjectException if none is called so; says which there are
     */
    public static List<Module> called(@Nullable String name, List<Module> modules) throws UnnamedProjectException {
        if (name == null) {
            return modules;
        }
        List<Module> meant =
                modules.stream().filter(each -> each.isCalled(name)).toList();
        if (meant.isEmpty()) {
            throw new UnnamedProjectException("There is no module '" + name + "' here: -Dshuttle.module must be one of "
                    + modules.stream().map(Module::artifactId).sorted().collect(Collectors.joining(", ")) + ".");
        }
        return meant;
    }

    boolean isPom() {
        return packaging.equals("pom");
    }

    /**
     * Whether a user who says {@code -Dshuttle.module=…} means this one.
     *
     * @param name what was given: an artifactId, {@code GROUP:ARTIFACT}, or a folder
     * @return true if so
     */
    public boolean isCalled(String name) {
        return name.equals(artifactId)
                || name.endsWith(":" + artifactId)
                || folder.endsWith(Path.of(name).normalize());
    }
}
