package dev.shuttle.controlplane.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/** Finds free loopback ports, and gives none to two services that start at the same time. Thread-safe. */
public final class PortAllocator {
    private final Set<Integer> taken = new HashSet<>();

    public static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for an address of another length
        }
    }

    public synchronized InetSocketAddress take() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(address(0));
                if (taken.add(socket.getLocalPort())) {
                    return address(socket.getLocalPort());
                }
            }
        }
    }

    /** For the port of an adopted host. */
    public synchronized void take(int port) {
        taken.add(port);
    }

    public synchronized void release(int port) {
        taken.remove(port);
    }
}
