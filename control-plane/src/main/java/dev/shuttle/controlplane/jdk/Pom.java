package dev.shuttle.controlplane.jdk;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pom of the upload.
 *
 * @param file its path
 * @param name the same below the root of the upload, for people
 * @param project its content
 */
record Pom(Path file, String name, XmlElement project) {

    Optional<String> property(String key) {
        return project.textAt("properties/" + key);
    }

    boolean hasParent() {
        return project.at("parent").findAny().isPresent();
    }

    /** {@code jar} unless it says otherwise. */
    String packaging() {
        return project.textAt("packaging").orElse("jar");
    }

    /** The configurations of a plugin, those of the plugin itself before those of its executions. */
    Stream<XmlElement> configurations(String plugin) {
        return Stream.of("configuration", "executions/execution/configuration")
                .flatMap(where -> plugins(plugin).flatMap(each -> each.at(where)));
    }

    private Stream<XmlElement> plugins(String artifactId) {
        return Stream.of("build/plugins/plugin", "build/pluginManagement/plugins/plugin")
                .flatMap(project::at)
                .filter(plugin ->
                        plugin.textAt("artifactId").filter(artifactId::equals).isPresent());
    }
}
