package dev.shuttle.controlplane.egress;

import java.io.IOException;

/** No connection is made to that address. The message says why, in words that follow "refused: ". */
public final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
        super(message);
    }
}
