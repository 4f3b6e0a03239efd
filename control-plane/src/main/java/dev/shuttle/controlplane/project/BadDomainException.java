package dev.shuttle.controlplane.project;

import dev.shuttle.controlplane.fault.InvalidException;
import dev.shuttle.os.PrintableText;
import org.jspecify.annotations.Nullable;

/** The domain is not valid for a project. */
public final class BadDomainException extends InvalidException {
    private static final long serialVersionUID = 1L;

    BadDomainException(String given, @Nullable Throwable cause) {
        super(
                "domain",
                "'" + shown(given)
                        + "' is not a valid domain: use a host name without scheme, port"
                        + " and path, such as shop.example.com.",
                cause);
    }

    /** A host name as it was given, with its owner's domain in it. */
    public BadDomainException(String message) {
        super("domain", message);
    }

    /** Without what would steer a terminal. */
    static String shown(String given) {
        return PrintableText.ascii(given, 100);
    }
}
