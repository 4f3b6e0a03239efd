package dev.shuttle.runtime.host;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the control plane dials. One connection at a time has the say: a new one that knows the token replaces the old.
 * A connection that ends changes nothing: a control plane that comes back dials again. Thread-safe.
 */
final class ControlSocket implements AutoCloseable {
    /** Those that have not said the token yet included. */
    private static final int MAX_CONNECTIONS = 8;

    private final ServerSocketChannel server;
    private final String token;
    private final Semaphore connections = new Semaphore(MAX_CONNECTIONS);
    private @Nullable MessageChannel current;

    /**
     * Binds the socket.
     *
     * @param socket a short path in a directory that only this user can enter
     * @param token what a control plane must know
     */
    ControlSocket(Path socket, String token) throws IOException {
        this.token = token;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    /**
     * Accepts connections, in the background.
     *
     * @param hello answers a hello whose token is right, and is given it
     * @param commands takes what comes after it
     */
    void listen(UnaryOperator<Message> hello, Consumer<Message> commands) {
        Halt.daemon("host-accept", () -> accept(hello, commands));
    }

    /** Sends to the control plane, if there is one. */
    void send(Message message) {
        MessageChannel to = current();
        if (to != null) {
            try {
                to.send(message);
            } catch (IOException e) {
                // It has gone; the next one asks for the state.
            }
        }
    }

    synchronized boolean isConnected() {
        return current != null;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private synchronized @Nullable MessageChannel current() {
        return current;
    }

    private void accept(UnaryOperator<Message> hello, Consumer<Message> commands) {
        try {
            while (true) {
                connections.acquire();
                MessageChannel channel = new MessageChannel(server.accept(), MessageLimits.OF_CONTROL_PLANE);
                Halt.daemon("host-control", () -> serve(channel, hello, commands));
            }
        } catch (AsynchronousCloseException e) {
            // closed
        } catch (IOException | InterruptedException e) {
            System.err.println("shuttle: the control socket has failed: " + e);
        }
    }

    private void serve(MessageChannel channel, UnaryOperator<Message> hello, Consumer<Message> commands) {
        try (channel) {
            Message first = channel.receive();
            if (first == null || !first.type().equals("hello") || !isToken(first.get("token"))) {
                return;
            }
            replace(channel);
            channel.send(hello.apply(first));
            for (Message next = channel.receive(); next != null; next = channel.receive()) {
                commands.accept(next);
            }
        } catch (IOException e) {
            // The connection broke: as if it had ended.
        } finally {
            forget(channel);
            connections.release();
        }
    }

    private synchronized void replace(MessageChannel channel) throws IOException {
        if (current != null) {
            current.close();
        }
        current = channel;
    }

    private synchronized void forget(MessageChannel channel) {
        if (current == channel) {
            current = null;
        }
    }

    private boolean isToken(String said) {
        return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
