package dev.shuttle.proxy;

import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listening sockets that came from another process, until a proxy of this one takes them by their addresses. Connections
 * that wait in them are not lost while one process has them. Not thread-safe.
 */
public final class Listeners implements AutoCloseable {
    /** As for a proxy that binds its own. */
    public static final Listeners NONE = new Listeners(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Listener> left;

    /** {@code secure}: it was for TLS. */
    record Listener(Socket socket, boolean secure) {
        boolean isAt(String host, int port, boolean wantsTls) {
            InetSocketAddress bound = socket.localAddress();
            InetAddress wanted = new InetSocketAddress(host, port).getAddress();
            return bound != null
                    && wanted != null
                    && (port == 0 ? secure == wantsTls : port == bound.getPort())
                    && (wanted.equals(bound.getAddress())
                            || (wanted.isAnyLocalAddress() && bound.getAddress().isAnyLocalAddress()));
        }
    }

    Listeners(List<Listener> all) {
        this.left = new ArrayList<>(all);
    }

    /** The one at that address; for port 0 the one that served the same. */
    Optional<Socket> take(String host, int port, boolean secure) {
        Optional<Listener> found =
                left.stream().filter(each -> each.isAt(host, port, secure)).findFirst();
        found.ifPresent(left::remove);
        return found.map(Listener::socket);
    }

    /** Closes those that nothing has taken; other processes' descriptors of them stay open. */
    @Override
    public void close() {
        left.forEach(each -> close(each.socket()));
        left.clear();
    }

    static void close(FileDescriptor descriptor) {
        try {
            descriptor.close();
        } catch (IOException e) {
            LOG.debug("a descriptor could not be closed", e);
        }
    }
}
