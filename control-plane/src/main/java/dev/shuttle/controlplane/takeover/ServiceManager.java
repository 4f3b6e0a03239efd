package dev.shuttle.controlplane.takeover;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that started this process and waits to be told of it, such as systemd: by datagrams to a Unix socket, see
 * sd_notify(3). The JDK has no such sockets, Netty has. Thread-safe.
 */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    private static final String VARIABLE = "NOTIFY_SOCKET";

    /** systemd has a queue for what it has not read yet; two seconds are long for it. */
    private static final int ATTEMPTS = 20;

    private static final long PAUSE_MILLIS = 100;

    private final @Nullable String socket;

    private ServiceManager(@Nullable String socket) {
        this.socket = socket;
    }

    /** The one of this process's environment, if there is one; otherwise nothing is told. */
    public static ServiceManager ofThisProcess() {
        String socket = System.getenv(VARIABLE);
        return socket == null || socket.isEmpty() ? new ServiceManager(null) : at(socket);
    }

    /**
     * One that listens there.
     *
     * @param socket a path
     */
    public static ServiceManager at(String socket) {
        return new ServiceManager(socket);
    }

    /** This process serves. */
    public void ready() {
        tell("READY=1");
    }

    /** Another process is the service's main one from now on; this one may end. */
    public void mainProcess(long pid) {
        tell("MAINPID=" + pid);
    }

    private void tell(String message) {
        if (socket == null) {
            return;
        }
        try {
            send(socket, message);
            LOG.debug("{} was told {}", socket, message);
        } catch (IOException e) {
            LOG.warn(
                    "The service manager that listens on {} ({}) could not be told {}: {}. It may take this service for one"
                            + " that did not start, or has ended. Use Type=exec in the unit, and upgrade with a restart.",
                    socket,
                    VARIABLE,
                    message,
                    e.toString());
        }
    }

    private static void send(String to, String message) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("Netty's native library cannot be loaded here");
        }
        if (!to.startsWith("/")) {
            throw new IOException("only sockets with a path are known");
        }
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length).put(text);
        byte[] path = to.getBytes(StandardCharsets.UTF_8);
        Socket datagrams = Socket.newSocketDomainDgram();
        try {
            for (int attempt = 0; datagrams.sendToDomainSocket(bytes, 0, text.length, path) < text.length; attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IOException("it does not read");
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            datagrams.close();
        }
    }
}
