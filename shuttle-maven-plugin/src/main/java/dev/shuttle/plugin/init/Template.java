package dev.shuttle.plugin.init;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.model.Model;

/**
 * A project to begin with: one of the repository's examples, which the build packs into the plugin as it is.
 *
 * @param name of the example
 */
public record Template(String name) {

    /** All there are. */
    public static final Set<String> NAMES =
            new TreeSet<>(Set.of("hello", "todo-postgres", "spring", "spring-postgres", "quarkus"));

    private static final String IGNORED = "target/\n.shuttle/\nSecrets*.properties\n";

    /**
     * The files of a new project.
     *
     * @param artifactId the new project's
     * @param server what its pom says of versions and addresses
     * @return texts by file names, with slashes
     * @throws IOException when the plugin's own jar cannot be read
     */
    public Map<String, String> files(String artifactId, Server server) throws IOException {
        Map<String, String> files = read();
        files.putIfAbsent(".gitignore", IGNORED);
        files.computeIfPresent("pom.xml", (file, pom) -> pom(pom, artifactId, server));
        return files;
    }

    private String pom(String example, String artifactId, Server server) {
        String pom = example.replace(
                        "<artifactId>" + name + "</artifactId>", "<artifactId>" + artifactId + "</artifactId>")
                .replaceFirst(
                        "<shuttle.version>[^<]*</shuttle.version>",
                        "<shuttle.version>" + server.version() + "</shuttle.version>");
        return new ServerInPom(server, new Model(), List.of())
                .addTo(new PomText(pom))
                .text();
    }

    private Map<String, String> read() throws IOException {
        URL pom = Template.class.getResource("templates/" + name + "/pom.xml");
        if (pom == null) {
            throw new IOException("the template " + name + " is missing in this plugin");
        }
        String place = pom.toString();
        if (!place.startsWith("jar:")) {
            return read(path(place).resolveSibling(""));
        }
        int inner = place.indexOf("!/");
        try (FileSystem jar = FileSystems.newFileSystem(path(place.substring("jar:".length(), inner)))) {
            return read(jar.getPath(place.substring(inner + 1)).resolveSibling(""));
        }
    }

    private static Path path(String uri) throws IOException {
        try {
            return Path.of(new URI(uri));
        } catch (URISyntaxException odd) {
            throw new IOException("the plugin's jar has an invalid location: " + uri, odd);
        }
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                texts.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        return texts;
    }
}
