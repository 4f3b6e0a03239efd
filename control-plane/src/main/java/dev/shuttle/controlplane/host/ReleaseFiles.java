package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.procfile.CommandWords;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of a release, as a runner on this machine finds them.
 *
 * @param classPath directories and jars, in order
 * @param program how it is run if its build packaged it as a program; null: by its class path
 * @param arguments for a program's main
 * @param words options of its JVM, and more arguments for a program's main
 * @param folder the module's folder as it was uploaded; null if it is not kept
 */
public record ReleaseFiles(
        List<Entry> classPath,
        @Nullable Program program,
        List<String> arguments,
        CommandWords words,
        @Nullable Path folder) {

    public ReleaseFiles {
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
    }

    /** The class path as it is stored. */
    public List<Path> paths() {
        return classPath.stream().map(Entry::path).toList();
    }

    /**
     * A directory or jar of a class path.
     *
     * @param path where it is
     * @param name the name by which the build knows it: stored libraries have digests for names
     */
    public record Entry(Path path, String name) {}

    /**
     * A packaged program.
     *
     * @param jar the jar to run, one of the files
     * @param mainClass the class to run; null: the one that the jar's manifest names
     * @param files by the place that they must have to each other: relative, with slashes
     */
    public record Program(String jar, @Nullable String mainClass, Map<String, Path> files) {

        public Program {
            files = Map.copyOf(files);
        }
    }
}
