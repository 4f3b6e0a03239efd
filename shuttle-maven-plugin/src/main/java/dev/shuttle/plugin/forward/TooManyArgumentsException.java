package dev.shuttle.plugin.forward;

import java.io.IOException;

/** More is to be passed on than a server takes. The message says where to put it. */
public final class TooManyArgumentsException extends IOException {
    TooManyArgumentsException(String message) {
        super(message);
    }
}
