package dev.shuttle.runtime.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Unix socket beside the port of the JDK's own server, which has none: what it accepts is put among the connections that
 * the server has accepted itself. Needs {@code --add-opens jdk.httpserver/sun.net.httpserver=ALL-UNNAMED}, and a JDK whose
 * server is built as those of 17 to 25.
 */
final class UnixListener implements AutoCloseable {
    private static final String PACKAGE = "sun.net.httpserver.";

    /** As the server's own property says it, see the module {@code jdk.httpserver}. */
    private static final int MAX_CONNECTIONS = Integer.getInteger("jdk.httpserver.maxConnections", -1);

    /** When there is no descriptor for one more connection. */
    private static final long PAUSE_MILLIS = 50;

    private static final long END_MILLIS = 1000;

    private final Internals internals;
    private final Path path;
    private final ServerSocketChannel listener;
    private final Thread thread;

    /**
     * Listens; call it on a thread of the service, whose group and loader the listener's thread inherits.
     *
     * @param server with its port
     * @param path a short one in a directory that only this user can enter
     * @param backlog of connections that the kernel holds until they are accepted
     * @throws ReflectiveOperationException if the server is built otherwise, or is not open to us
     */
    UnixListener(HttpServer server, Path path, int backlog) throws ReflectiveOperationException, IOException {
        this.internals = Internals.of(server);
        this.path = path;
        Files.deleteIfExists(path);
        this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        boolean bound = false;
        try {
            listener.bind(UnixDomainSocketAddress.of(path), backlog);
            bound = true;
        } finally {
            if (!bound) {
                listener.close();
            }
        }
        this.thread = new Thread(this::accept, "http-socket");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whatever ends it closes the socket: connections that nothing accepts would wait, those that are refused do not. */
    private void accept() {
        try (listener) {
            while (true) {
                try {
                    take(listener.accept());
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException e) {
                    pause();
                }
            }
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private void take(SocketChannel accepted) throws IOException {
        try {
            if (MAX_CONNECTIONS > 0 && internals.all.size() >= MAX_CONNECTIONS) {
                accepted.close();
            } else {
                internals.take(accepted);
            }
        } catch (ReflectiveOperationException | RuntimeException e) { // the server has stopped
            accepted.close();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next accept ends with the channel
        }
    }

    /** To be called before the server stops, which closes the connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(path);
    }

    /**
     * The part of {@code ServerImpl} that takes a connection.
     *
     * @param all the connections
     */
    private record Internals(
            Object server,
            Selector selector,
            Set<Object> all,
            Constructor<?> connection,
            Method setChannel,
            Field selectionKey,
            Method markNewlyAccepted) {

        @SuppressWarnings("unchecked") // of HttpConnection, which we cannot name
        static Internals of(HttpServer wrapper) throws ReflectiveOperationException {
            Class<?> connection = Class.forName(PACKAGE + "HttpConnection");
            Object server = get(wrapper, "server");
            return new Internals(
                    server,
                    (Selector) get(server, "selector"),
                    (Set<Object>) get(server, "allConnections"),
                    open(connection.getDeclaredConstructor()),
                    open(connection.getDeclaredMethod("setChannel", SocketChannel.class)),
                    open(connection.getDeclaredField("selectionKey")),
                    open(server.getClass().getDeclaredMethod("markNewlyAccepted", connection)));
        }

        private static Object get(Object of, String name) throws ReflectiveOperationException {
            return Objects.requireNonNull(
                    open(of.getClass().getDeclaredField(name)).get(of));
        }

        private static <T extends AccessibleObject & Member> T open(T member) throws ReflectiveOperationException {
            return JdkInternals.open(member.getDeclaringClass(), member);
        }

        /** As the server's dispatcher does, but on our thread: so that one is told of the connection once it is whole. */
        void take(SocketChannel accepted) throws ReflectiveOperationException, IOException {
            Object made = connection.newInstance();
            setChannel.invoke(made, accepted);
            accepted.configureBlocking(false);
            all.add(made);
            markNewlyAccepted.invoke(server, made);
            SelectionKey key = accepted.register(selector, 0, made);
            selectionKey.set(made, key);
            key.interestOps(SelectionKey.OP_READ);
            selector.wakeup();
        }
    }
}
