package dev.shuttle.resources;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The servers' jars, from the class path of the tests. */
public final class Binaries {

    private Binaries() {}

    public static Path postgres() throws IOException {
        return onClassPath(Platform.current().postgres());
    }

    public static Path redis() throws IOException {
        return onClassPath(Platform.current().redis());
    }

    private static Path onClassPath(Optional<Platform.Artifact> artifact) throws IOException {
        String file = artifact.orElseThrow().artifactId() + "-"
                + artifact.orElseThrow().version() + ".jar";
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(path -> path.endsWith(file))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " is not on the class path"));
    }
}
