package dev.shuttle.controlplane.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The contents of a packaged control plane, assembled before it is packaged: the real Maven from the resources, and the
 * modules from the class path, where they are jars or class directories.
 */
public final class BundleFixture {

    private static final String MARKERS =
            """
            shuttle-annotations dev/shuttle/ShuttleService.class
            shuttle-runtime dev/shuttle/runtime/plan/ServicePlan.class
            shuttle-builder dev/shuttle/builder/BuildReporter.class
            """;

    private BundleFixture() {}

    /** Lays out META-INF/shuttle below a directory. */
    public static Path in(Path directory, String version) throws IOException {
        Path root = Files.createDirectories(directory.resolve("META-INF/shuttle"));
        try (var zip = resource("META-INF/shuttle/apache-maven.zip").openStream()) {
            Files.copy(zip, root.resolve("apache-maven.zip"));
        }
        Files.writeString(
                root.resolve("carried.properties"), "maven=" + mavenVersion() + "\nversion=" + version + "\n");
        Files.writeString(Files.createDirectories(root.resolve("host")).resolve("pool.jar"), "a pool");
        for (String line : MARKERS.lines().toList()) {
            String[] marker = line.split(" ", 2);
            artifact(root.resolve("repository/dev/shuttle"), marker[0], version, marker[1]);
        }
        return directory;
    }

    public static Bundle install(Path home, Path directory) throws IOException {
        try (BundledFiles files = BundledFiles.in(directory)) {
            return Bundle.install(home, files);
        }
    }

    public static String mavenVersion() throws IOException {
        var versions = new java.util.Properties();
        try (var in = resource("META-INF/shuttle/carried.properties").openStream()) {
            versions.load(in);
        }
        return versions.getProperty("maven");
    }

    private static void artifact(Path group, String artifactId, String version, String marker) throws IOException {
        Path folder = Files.createDirectories(group.resolve(artifactId).resolve(version));
        Files.writeString(
                folder.resolve(artifactId + "-" + version + ".pom"),
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.shuttle</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                </project>
                """
                        .formatted(artifactId, version));
        Path jar = folder.resolve(artifactId + "-" + version + ".jar");
        Path origin = originOf(marker);
        if (Files.isDirectory(origin)) {
            pack(origin, jar);
        } else {
            Files.copy(origin, jar);
        }
    }

    private static Path originOf(String marker) throws IOException {
        String url = resource(marker).toString();
        String root = url.substring(0, url.length() - marker.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        try {
            return Path.of(new URI(root));
        } catch (URISyntaxException e) {
            throw new IOException(root, e);
        }
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(BundleFixture.class.getClassLoader().getResource(name), name);
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new JarEntry(directory.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
    }
}
