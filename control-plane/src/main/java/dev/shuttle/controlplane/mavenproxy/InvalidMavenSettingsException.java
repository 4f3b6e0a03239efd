package dev.shuttle.controlplane.mavenproxy;

/** The operator's settings.xml cannot be used; the message says why, and quotes nothing of what may be secret in it. */
public final class InvalidMavenSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidMavenSettingsException(String message) {
        super(message);
    }
}
