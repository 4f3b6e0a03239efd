package dev.shuttle.plugin.name;

/** No name can be told, or none that is valid. The message says which parameter settles it. */
public final class UnnamedProjectException extends Exception {
    UnnamedProjectException(String message) {
        super(message);
    }
}
