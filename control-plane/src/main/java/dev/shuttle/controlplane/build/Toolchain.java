package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.bundle.Bundle;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The versions of JDK and Maven, for messages.
 *
 * @param java the JDK's version
 * @param maven Maven's version
 * @param shuttle the version of the {@code dev.shuttle} artifacts that builds get
 */
record Toolchain(String java, String maven, String shuttle) {

    static Toolchain of(Path java, Bundle carried) {
        return new Toolchain(versionOf(jdkOf(java).resolve("release")), carried.mavenVersion(), carried.version());
    }

    /** The JDK of {@code JDK/bin/java}. */
    static Path jdkOf(Path java) {
        return java.resolve("../..").normalize();
    }

    private static String versionOf(Path release) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            return "of another version";
        }
        return properties.getProperty("JAVA_VERSION", "of another version").replace("\"", "");
    }
}
