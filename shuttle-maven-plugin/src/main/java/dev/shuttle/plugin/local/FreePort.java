package dev.shuttle.plugin.local;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;

/** The port on which a local service listens: the wanted one, or the next that is free. */
public final class FreePort {

    /** Beyond that many neighbours something else is wrong. */
    private static final int TRIES = 100;

    private static final int LAST = 65_535;

    private FreePort() {}

    /**
     * The first free one on loopback.
     *
     * @param wanted from 1 to 65535, to begin with; 0 for any
     * @return a port that was free just now
     * @throws LocalRunException when there is none near
     */
    public static int from(int wanted) throws LocalRunException {
        if (wanted == 0) {
            return any();
        }
        if (wanted < 0 || wanted > LAST) {
            throw new LocalRunException("-Dshuttle.port takes a number from 1 to " + LAST + ", not " + wanted + ".");
        }
        int last = Math.min(LAST, wanted + TRIES);
        for (int port = wanted; port <= last; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new LocalRunException(
                "No port from " + wanted + " to " + last + " is free: choose another with -Dshuttle.port=PORT.");
    }

    private static boolean isFree(int port) throws LocalRunException {
        try {
            return LoopbackPorts.isFree(port);
        } catch (IOException e) {
            throw new LocalRunException("Whether port " + port + " is free cannot be told: " + e.getMessage() + ".");
        }
    }

    private static int any() throws LocalRunException {
        try {
            return LoopbackPorts.next();
        } catch (IOException e) {
            throw new LocalRunException(String.valueOf(e.getMessage()));
        }
    }
}
