package dev.shuttle.protocol;

/**
 * What a server says of itself.
 *
 * @param version of the control plane
 * @param java that it runs on
 * @param maven that it builds with
 */
public record Version(String version, String java, String maven) {}
