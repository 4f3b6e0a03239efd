package dev.shuttle.plugin.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where a file in a local repository is from, as Maven notes it down beside it. */
final class Provenance {

    /** Lines {@code FILE>REPOSITORY=}; without a repository for what was installed here. */
    private static final String NOTES = "_remote.repositories";

    private static final String INSTALLED = "maven-metadata-local.xml";

    private Provenance() {}

    /** Whether {@code mvn install} put it there. */
    static boolean isInstalledHere(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        Path notes = file.resolveSibling(NOTES);
        if (!Files.isRegularFile(notes)) {
            // Of a snapshot it lies in the version's folder, of a release in the one above.
            Path version = file.toAbsolutePath().getParent();
            return version != null
                    && (Files.exists(version.resolve(INSTALLED)) || Files.exists(version.resolveSibling(INSTALLED)));
        }
        try (Stream<String> lines = Files.lines(notes, StandardCharsets.ISO_8859_1)) {
            String line = file.getFileName() + ">=";
            return lines.anyMatch(line::equals);
        }
    }
}
