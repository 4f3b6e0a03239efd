package dev.shuttle.plugin.connection;

/** A proxy is set but cannot be used. The message says where, and never shows its password. */
public final class UnusableProxyException extends Exception {
    UnusableProxyException(String message) {
        super(message);
    }
}
