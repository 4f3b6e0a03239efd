package dev.shuttle.controlplane.host;

/**
 * Names a release; where its files are is for an {@link ArtifactSource} to say.
 *
 * @param project its project
 * @param id the deployment that built it
 * @param digest SHA-256 of its content, in hexadecimal: equal for equal content
 */
public record ReleaseRef(String project, String id, String digest) {}
