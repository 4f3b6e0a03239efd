package dev.shuttle.controlplane.http;

import java.io.IOException;

/** A client reads its answer too slowly; the connection is cut. */
public final class SlowReaderException extends IOException {
    private static final long serialVersionUID = 1L;

    public SlowReaderException(long bytesPerSecond) {
        super("The answer was read at less than " + bytesPerSecond + " bytes per second.");
    }
}
