package dev.shuttle.resources;

/** A resource could not be made, found or destroyed. Says what was tried, why it failed, and what to do next. */
public final class ProvisioningException extends Exception {
    private static final long serialVersionUID = 1L;

    public ProvisioningException(String message) {
        super(message);
    }

    public ProvisioningException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A server of the operator's has refused something.
     *
     * @param what was tried, on which server
     * @param next what to do
     */
    public static ProvisioningException refused(String what, Throwable cause, String next) {
        String why = String.valueOf(cause.getMessage()).replaceFirst("\\.$", "");
        return new ProvisioningException("Could not " + what + ": " + why + ". " + next, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
