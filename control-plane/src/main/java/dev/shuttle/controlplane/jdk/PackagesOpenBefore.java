package dev.shuttle.controlplane.jdk;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Packages of the JDK that are open to all code up to Java 15 and closed from 16 on (JEP 396). Libraries of that time, such
 * as CGLIB, Weld and Javassist, reach into them. A project that asks for an older Java than 16 is run on a newer one here
 * where the server has no such, and finds them open as on its own.
 */
public final class PackagesOpenBefore {
    private static final int CLOSED_SINCE = 16;

    private static final List<String> PACKAGES = Stream.of(
                    Stream.of(
                                    "java.io",
                                    "java.lang",
                                    "java.lang.invoke",
                                    "java.lang.ref",
                                    "java.lang.reflect",
                                    "java.math",
                                    "java.net",
                                    "java.nio",
                                    "java.nio.charset",
                                    "java.security",
                                    "java.text",
                                    "java.time",
                                    "java.util",
                                    "java.util.concurrent",
                                    "java.util.concurrent.atomic",
                                    "java.util.concurrent.locks",
                                    "sun.nio.ch")
                            .map(name -> "java.base/" + name),
                    Stream.of(
                            "java.desktop/java.awt.font",
                            "java.desktop/java.beans",
                            "java.management/javax.management",
                            "java.management/sun.management",
                            "java.naming/javax.naming",
                            "java.sql/java.sql"))
            .flatMap(names -> names)
            .toList();

    private PackagesOpenBefore() {}

    /**
     * The options for the JVM of a release.
     *
     * @param jdk null if the release is older than this choice
     * @return none if it asks for Java 16 or newer, or for none
     */
    public static List<String> options(@Nullable RecordedJdk jdk) {
        return jdk == null || jdk.least() >= CLOSED_SINCE
                ? List.of()
                : PACKAGES.stream()
                        .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
                        .toList();
    }
}
