package dev.shuttle.protocol.client;

import org.jspecify.annotations.Nullable;

/** A call that did not do what was asked. The message is for people: what was tried, why it failed, what to do. */
public abstract sealed class ClientException extends Exception
        permits ApiException,
                ServerTooOldException,
                UnexpectedResponseException,
                UnreachableException,
                TunnelClosedException {

    ClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * A sentence for the user.
     *
     * @return the message, never null
     */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
