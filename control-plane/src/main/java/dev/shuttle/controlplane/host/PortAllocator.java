package dev.shuttle.controlplane.host;

import dev.shuttle.os.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/** Reserves loopback ports: none is given to two services that start at the same time. Thread-safe. */
public final class PortAllocator {
    private final Set<Integer> taken = new HashSet<>();

    public static InetSocketAddress address(int port) {
        return LoopbackPorts.address(port);
    }

    public synchronized InetSocketAddress take() throws IOException {
        while (true) {
            int port = LoopbackPorts.next();
            if (taken.add(port)) {
                return address(port);
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
