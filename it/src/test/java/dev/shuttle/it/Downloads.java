package dev.shuttle.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two Maven repositories, one of what the servers have fetched, here or in the control plane's own tests, and one for the
 * clients; kept between test runs, for libraries to be downloaded once.
 */
final class Downloads {
    private static final Path SERVER = repository("control-plane/target/m2-kept");
    private static final Path CLIENT = repository("it/target/m2-client");

    private Downloads() {}

    /** Lets the builds of the control plane on that home use the servers' repository. */
    static void shareWith(Path home) throws IOException {
        Files.createSymbolicLink(home.resolve("m2"), SERVER);
    }

    /** The clients' repository. */
    static Path client() {
        return CLIENT;
    }

    private static Path repository(String name) {
        try {
            return Files.createDirectories(Java.root().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes out what an earlier build made: a test never sees an older plugin than the one it tests. */
    static void forgetOurs() throws IOException {
        for (Path repository : List.of(SERVER, CLIENT)) {
            forget(repository.resolve("dev/shuttle"));
            forget(repository.resolve("com/example"));
        }
    }

    private static void forget(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
