package dev.shuttle.plugin.pack;

import java.io.IOException;

/** Sources that cannot be uploaded as they are. The message names the file and what to do with it. */
public final class PackingException extends IOException {
    PackingException(String message) {
        super(message);
    }

    PackingException(String message, Throwable cause) {
        super(message, cause);
    }
}
