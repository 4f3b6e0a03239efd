package dev.shuttle.controlplane.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code maven-metadata.xml} of the group (the plugin's prefix) and of each artifact (its versions), by which a
 * remote Maven finds what there is.
 */
final class RepositoryMetadata {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private final Path group;
    private final String version;

    RepositoryMetadata(Path group, String version) {
        this.group = group;
        this.version = version;
    }

    void write() throws IOException {
        write(
                group,
                """
                <metadata>
                  <plugins>
                    <plugin>
                      <name>Shuttle</name>
                      <prefix>shuttle</prefix>
                      <artifactId>shuttle-maven-plugin</artifactId>
                    </plugin>
                  </plugins>
                </metadata>
                """);
        for (Path artifact : directoriesIn(group)) {
            write(artifact, ofArtifact(artifact));
        }
    }

    private String ofArtifact(Path artifact) throws IOException {
        String versions = directoriesIn(artifact).stream()
                .map(directory -> "      <version>" + directory.getFileName() + "</version>\n")
                .collect(Collectors.joining());
        return """
                <metadata>
                  <groupId>dev.shuttle</groupId>
                  <artifactId>%s</artifactId>
                  <versioning>
                    <latest>%s</latest>
                    <release>%s</release>
                    <versions>
                %s    </versions>
                    <lastUpdated>%s</lastUpdated>
                  </versioning>
                </metadata>
                """
                .formatted(artifact.getFileName(), version, version, versions, TIME.format(Instant.now()));
    }

    private static void write(Path folder, String xml) throws IOException {
        String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        RepositoryFile.writeWithSha1(
                folder.resolve("maven-metadata.xml"), (head + xml).getBytes(StandardCharsets.UTF_8));
    }

    private static List<Path> directoriesIn(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }
}
