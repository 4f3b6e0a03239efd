package dev.shuttle.controlplane.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the connections to the API, in all and of one address. A new one is taken all the same: the oldest without a
 * request that is being answered gives way, so a client that holds connections without using them keeps no other out.
 * Thread-safe.
 */
final class ConnectionBound extends AbstractLifeCycle implements Connection.Listener {
    private final Server server;
    private final int most;
    private final Map<Connection, InetAddress> open = new LinkedHashMap<>(); // a closed one tells no address
    private final Map<InetAddress, Integer> ofAddress = new HashMap<>();

    /** For the connectors that a server has when it starts. */
    ConnectionBound(Server server, int most) {
        this.server = server;
        this.most = most;
    }

    @Override
    protected void doStart() throws Exception {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(this);
        }
        super.doStart();
    }

    @Override
    public void onOpened(Connection connection) {
        Connection gone = taken(connection);
        if (gone != null) {
            gone.close();
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        InetAddress address = open.remove(connection);
        if (address != null) {
            ofAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Returns the one that gives way, which may be the new one. */
    private synchronized @Nullable Connection taken(Connection connection) {
        InetAddress address = address(connection);
        open.put(connection, address);
        boolean many = ofAddress.merge(address, 1, Integer::sum) > share(address);
        if (!many && open.size() <= most) {
            return null;
        }
        Connection gone = oldestIdle(connection, many ? address : null);
        onClosed(gone); // at once: the next new one must find another
        return gone;
    }

    /** Services are on the loopback, but so are the proxy and who works on the machine. */
    private int share(InetAddress address) {
        return Math.max(1, address.isLoopbackAddress() ? most * 3 / 4 : most / 4);
    }

    private Connection oldestIdle(Connection newest, @Nullable InetAddress of) {
        for (Map.Entry<Connection, InetAddress> each : open.entrySet()) {
            Connection oldest = each.getKey();
            boolean idle = !(oldest instanceof WebSocketConnection) // whose number has a bound of its own
                    && oldest.getMessagesIn() <= oldest.getMessagesOut();
            if (idle && oldest != newest && (of == null || of.equals(each.getValue()))) {
                return oldest;
            }
        }
        return newest;
    }

    private static InetAddress address(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
                        && remote.getAddress() != null
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
