package dev.shuttle.controlplane.jdk;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A JDK on this machine.
 *
 * @param feature the number of its release, such as 21
 * @param version all of it, such as {@code 21.0.5}
 * @param home its folder, as its real path
 */
public record Jdk(int feature, String version, Path home) {

    /** The oldest on which a host runs. */
    public static final int OLDEST = 17;

    static final String JAVA = "bin/java";

    /** The JDK that runs the control plane. */
    public static Jdk own() {
        Path home = Path.of(System.getProperty("java.home"));
        try {
            home = home.toRealPath();
        } catch (IOException e) {
            // It has been removed under us; as it was, then.
        }
        String version =
                Runtime.version().version().stream().map(String::valueOf).collect(Collectors.joining("."));
        return new Jdk(Runtime.version().feature(), version, home);
    }

    /** The JDK in a folder, which is looked at and not started. */
    public static Jdk at(Path folder) throws InvalidJdkException {
        if (!Files.isDirectory(folder)) {
            throw new InvalidJdkException("there is no such folder");
        }
        for (String program : new String[] {"java", "javac"}) {
            if (!Files.isExecutable(folder.resolve("bin").resolve(program))) {
                throw new InvalidJdkException("it has no executable bin/" + program);
            }
        }
        String version = version(folder.resolve("release"));
        int feature = JavaVersions.feature(version)
                .orElseThrow(() -> new InvalidJdkException("its file release has no JAVA_VERSION"));
        if (feature < OLDEST) {
            throw new InvalidJdkException("it is Java " + feature + ", and services need Java " + OLDEST + " or newer");
        }
        try {
            return new Jdk(feature, version, folder.toRealPath());
        } catch (IOException e) {
            throw new InvalidJdkException("it cannot be read: " + e.getMessage());
        }
    }

    /** The file {@code bin/java}. */
    public Path java() {
        return home.resolve(JAVA);
    }

    private static String version(Path release) throws InvalidJdkException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidJdkException("it has no readable file release");
        }
        return properties.getProperty("JAVA_VERSION", "").replace("\"", "").strip();
    }

    /** For people. */
    @Override
    public String toString() {
        return "JDK " + version + " in " + home;
    }
}
