package dev.shuttle.controlplane.jdk;

/**
 * The JDK of a release, as it is stored with it.
 *
 * @param feature its feature version
 * @param home its folder
 * @param least the oldest Java that the release runs on
 */
public record RecordedJdk(int feature, String home, int least) {}
