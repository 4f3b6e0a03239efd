package dev.shuttle.plugin.connection;

/** A key is there but cannot be used. The message says where, and never what. */
public final class UnusableKeyException extends Exception {
    UnusableKeyException(String message) {
        super(message);
    }
}
