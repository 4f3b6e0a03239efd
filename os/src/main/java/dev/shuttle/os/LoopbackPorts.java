package dev.shuttle.os;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on 127.0.0.1. */
public final class LoopbackPorts {
    public static final String HOST = "127.0.0.1";

    /** Below those that Linux hands out for outgoing connections: what is free here now is likely free later, too. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 100;

    private LoopbackPorts() {}

    /**
     * Whether nothing listens there.
     *
     * @throws IOException if that cannot be told, for want of file descriptors say
     */
    public static boolean isFree(int port) throws IOException {
        return port > 0 && bind(port) == port;
    }

    public static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for an address of another length
        }
    }

    /**
     * One that is likely free later, too, when a server has started that shall listen there: of 20000 to 31999, unless
     * these are crowded.
     *
     * @throws IOException if none is free
     */
    public static int next() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        int any = bind(0);
        if (any < 0) {
            throw new IOException("No port is free on " + HOST + ". Stop a program that listens there, and try again.");
        }
        return any;
    }

    /** Negative if it is in use. */
    private static int bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address(port), 1);
            return socket.getLocalPort();
        } catch (BindException e) {
            return -1;
        }
    }
}
