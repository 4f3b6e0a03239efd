package dev.shuttle.controlplane.build;

import java.util.List;
import java.util.stream.Stream;

/**
 * Packages of the JDK that plugins and annotation processors from the time of Java 8 reach into: Lombok before 1.18.20
 * into javac, XStream (war plugin before 3) and Groovy into collections. A project that is built with Java 8 on its user's
 * machine is built here with a JDK that closes them.
 */
final class OpenedPackages {
    private static final List<String> BASE =
            List.of("java.io", "java.lang", "java.lang.reflect", "java.net", "java.text", "java.util");

    private static final List<String> JAVAC =
            List.of("api", "code", "comp", "file", "jvm", "main", "model", "parser", "processing", "tree", "util");

    private OpenedPackages() {}

    /** For the JVM of a build. */
    static List<String> options() {
        return Stream.of(
                        BASE.stream().map(name -> "java.base/" + name),
                        Stream.of("java.desktop/java.awt.font"),
                        JAVAC.stream().map(name -> "jdk.compiler/com.sun.tools.javac." + name))
                .flatMap(names -> names)
                .map(name -> "--add-opens=" + name + "=ALL-UNNAMED")
                .toList();
    }
}
