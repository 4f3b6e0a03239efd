package dev.shuttle.plugin.tunnel;

import dev.shuttle.os.DaemonThreads;
import dev.shuttle.protocol.client.ApiException;
import dev.shuttle.protocol.client.ClientException;
import dev.shuttle.protocol.client.ResourceTunnel;
import dev.shuttle.protocol.client.TunnelClosedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port of the loopback: what connects to it is connected to the resource, each by a tunnel of its own, until the port is
 * closed or the key is no longer accepted. Thread-safe.
 */
public final class LocalPort implements AutoCloseable {

    /** More than the server gives to one key. */
    private static final int MOST = 128;

    private static final int BACKLOG = 50;

    /** The address of the URL that is printed, and no other. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final ResourceTunnel tunnel;
    private final Consumer<String> warnings;
    private final ServerSocket listening;
    private final Semaphore places = new Semaphore(MOST);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable ClientException> fault = new AtomicReference<>();

    private LocalPort(ResourceTunnel tunnel, Consumer<String> warnings, ServerSocket listening) {
        this.tunnel = tunnel;
        this.warnings = warnings;
        this.listening = listening;
    }

    /**
     * Listens.
     *
     * @param tunnel leads to the resource; closed with the port
     * @param port 0 for any that is free
     * @param warnings gets a sentence for each connection that could not be made
     * @return the port
     * @throws IOException when the port is taken
     */
    public static LocalPort open(ResourceTunnel tunnel, int port, Consumer<String> warnings) throws IOException {
        ServerSocket listening = new ServerSocket();
        try {
            listening.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
        } catch (IOException taken) {
            listening.close();
            throw new IOException(
                    "Port " + port
                            + " is taken: choose another with -Dshuttle.port, or leave that out for any free one.",
                    taken);
        }
        return new LocalPort(tunnel, warnings, listening);
    }

    /** The number. */
    public int number() {
        return listening.getLocalPort();
    }

    /**
     * Accepts connections until the port is closed.
     *
     * @throws ClientException when the key is no longer accepted
     */
    public void accept() throws ClientException {
        try {
            while (true) {
                places.acquireUninterruptibly();
                Socket socket = listening.accept();
                open.add(socket);
                DaemonThreads.start("shuttle-connection", () -> carry(socket));
            }
        } catch (IOException closed) {
            ClientException why = fault.get();
            if (why != null) {
                throw why;
            }
        }
    }

    private void carry(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            tunnel.carry(socket);
        } catch (TunnelClosedException ended) {
            end(ended);
        } catch (ApiException refused) {
            if (refused.status() == 401 || refused.status() == 403 || refused.status() == 404) {
                end(refused);
            } else {
                warnings.accept("A connection was refused: " + refused.getMessage());
            }
        } catch (ClientException | IOException failed) {
            warnings.accept("A connection could not be made: " + failed.getMessage());
        } finally {
            open.remove(socket);
            places.release();
        }
    }

    private void end(ClientException why) {
        fault.compareAndSet(null, why);
        close();
    }

    /** Closes the port and all connections. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            // closed all the same
        }
        tunnel.close();
    }
}
