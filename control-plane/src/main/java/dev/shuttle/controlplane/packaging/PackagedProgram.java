package dev.shuttle.controlplane.packaging;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program as its build packaged it: {@code java -jar JAR}, or, with a main class of its own, {@code java -cp JAR CLASS}.
 *
 * @param jar the jar to run, one of the files
 * @param mainClass the class to run; null: the one that the jar's manifest names
 * @param files the jar and all that it needs, by the place that they must have to each other: relative, with slashes
 */
public record PackagedProgram(String jar, @Nullable String mainClass, Map<String, Path> files) {

    public PackagedProgram {
        files = Map.copyOf(files);
    }
}
