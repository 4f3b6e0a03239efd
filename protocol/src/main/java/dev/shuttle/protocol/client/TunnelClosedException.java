package dev.shuttle.protocol.client;

/** The control plane ended a tunnel, and another one would be refused too. */
public final class TunnelClosedException extends ClientException {

    TunnelClosedException(String reason) {
        super("The control plane closed the connection: " + reason, null);
    }
}
