package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Version;

/** A control plane answered that speaks an older version of the API than this client needs. */
public final class ServerTooOldException extends ClientException {

    ServerTooOldException(ApiAddress api, String version, int protocol) {
        super(
                "The control plane at " + api + " has version " + version + ", which is too old for this client: it"
                        + " speaks version " + protocol + " of the API, and " + Version.PROTOCOL
                        + " is required. Upgrade"
                        + " the server, or use the plugin of the server's version, which " + api + "/maven has.",
                null);
    }
}
