package dev.shuttle.it;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of one of the apps in {@code it/apps}, to be changed and deployed. */
record App(Path directory) {
    static final String MAIN = "src/main/java/com/example/App.java";

    static App copy(String name, Path into) throws IOException {
        return copyOf(Java.root().resolve("it/apps").resolve(name), into.resolve(name));
    }

    static App copyOf(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return new App(target);
    }

    /** Changes a file; it must hold what is to be replaced. */
    App replace(String file, String old, String now) throws IOException {
        Path path = directory.resolve(file);
        String text = Files.readString(path);
        String changed = text.replace(old, now);
        assertNotEquals(text, changed, () -> path + " does not hold: " + old);
        Files.writeString(path, changed);
        return this;
    }

    /** Gives its answer another number. */
    App version(int from, int to) throws IOException {
        return replace(MAIN, "version " + from, "version " + to);
    }

    /**
     * A copy that leaves the server's Maven nothing to do but to resolve libraries: it holds the classes, compiled here,
     * and its pom binds no plugin to them.
     */
    App compiled() throws IOException {
        return Compiled.copyOf(this);
    }

    App write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    App delete(String file) throws IOException {
        Files.delete(directory.resolve(file));
        return this;
    }
}
