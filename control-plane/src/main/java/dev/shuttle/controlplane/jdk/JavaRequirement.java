package dev.shuttle.controlplane.jdk;

/**
 * The oldest Java that a project can be built with and run on.
 *
 * @param least a feature version
 * @param source where it stands, such as {@code maven.compiler.release in pom.xml}
 */
public record JavaRequirement(int least, String source) {}
