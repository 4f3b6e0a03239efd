package dev.shuttle.controlplane.jdk;

/** No JDK of this machine does. The message says which is missing, which there are, and what to do. */
public final class MissingJdkException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingJdkException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
