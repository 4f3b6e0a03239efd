package dev.shuttle.plugin.name;

import java.nio.file.Path;
import java.util.List;

/**
 * A module of the reactor, as far as naming needs it.
 *
 * @param artifactId its artifactId
 * @param packaging such as {@code jar} or {@code pom}
 * @param folder where its pom is
 * @param sources its source folders; they need not exist
 */
public record Module(String artifactId, String packaging, Path folder, List<Path> sources) {

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
