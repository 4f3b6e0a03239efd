package dev.shuttle.controlplane.jdk;

/** A folder is not a JDK that builds and hosts can use. The message says why, to be read after the folder's name. */
public final class InvalidJdkException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidJdkException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
