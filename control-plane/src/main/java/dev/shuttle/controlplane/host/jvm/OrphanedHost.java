package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.PortAllocator;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.controlplane.sandbox.Sandbox;
import dev.shuttle.runtime.host.HostHello;
import dev.shuttle.runtime.service.ServiceState;
import dev.shuttle.runtime.service.ServiceStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host directory that was there before this control plane was, and perhaps its host. */
final class OrphanedHost {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanedHost.class);

    /** Its service has no route any more. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** On the loopback, where a connection waits for its program at most in the kernel's queue. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final Path home;
    private final HostDirectory directory;

    OrphanedHost(Path home, HostDirectory directory) {
        this.home = home;
        this.directory = directory;
    }

    /** A host that answers, whose service may be at its Unix socket too; a program has no connection. */
    record Alive(HostProcess process, @Nullable HostConnection connection, InetSocketAddress address, boolean socket) {}

    /**
     * The host, if it knows the token, runs as it should, and its service was started.
     *
     * @param account whom it should run as
     * @param listener is told by it from now on
     */
    Optional<Alive> alive(OsUser account, HostListener listener) throws IOException {
        Integer port = directory.programPort();
        if (port != null) {
            return program(PortAllocator.address(port));
        }
        HostConnection connection = null;
        Optional<Alive> alive = Optional.empty();
        try {
            connection = HostConnection.dial(
                    directory.socket(), directory.token(), account, directory.deployment(), listener);
            alive = check(connection, connection.hello());
        } catch (IOException e) {
            LOG.info("The host of {} does not answer: {}", directory.deployment(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (alive.isEmpty()) {
                close(connection);
            }
        }
        return alive;
    }

    /** A program that listens where it was told to, or on the one port of its own. */
    private Optional<Alive> program(InetSocketAddress address) throws IOException {
        Optional<HostProcess> process = process().filter(HostProcess::isAlive);
        if (process.isEmpty()) {
            return Optional.empty();
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress listens = OwnPort.only(process.get(), address.getPort())
                    .map(PortAllocator::address)
                    .orElse(address);
            socket.connect(listens, (int) CONNECT_TIMEOUT.toMillis());
            return Optional.of(new Alive(process.get(), null, address, false));
        } catch (IOException e) {
            LOG.info("The program of {} does not listen on {}", directory.deployment(), address);
            return Optional.empty();
        }
    }

    private Optional<HostProcess> process() throws IOException {
        Long pid = directory.pid();
        return pid == null ? Optional.empty() : HostProcess.find(pid, home, directory);
    }

    /** Ends the host, if it lives, and removes its directory; left for the next start if it cannot be looked at. */
    void end(Sandbox sandbox) {
        try {
            end(sandbox, process().orElse(null));
        } catch (IOException e) {
            LOG.warn("The host of {} cannot be ended: {}", directory.deployment(), e.getMessage());
        }
    }

    private void end(Sandbox sandbox, @Nullable HostProcess process) {
        Long pid = directory.pid();
        if (process != null) {
            LOG.info("The host of {} is ended: it is not wanted any more", directory.deployment());
            askToStop(process);
        }
        if (process != null) {
            process.kill();
        }
        // A living process of that number that is not the host has it, and the session, from another time.
        if (pid != null && (process != null || ProcessHandle.of(pid).isEmpty())) {
            Session.killLeft(pid);
        }
        sandbox.discard(directory.deployment());
        discard(process, directory);
    }

    /** Ends a process by force, and removes a directory. */
    static void discard(@Nullable HostProcess process, @Nullable HostDirectory directory) {
        if (process != null) {
            process.kill();
            process.awaitEnd(STOP_TIMEOUT);
        }
        try {
            if (directory != null) {
                directory.remove();
            }
        } catch (IOException e) {
            LOG.warn("The directory {} could not be removed: {}", directory.path(), e.toString());
        }
    }

    private Optional<Alive> check(HostConnection connection, HostHello hello) throws IOException {
        ServiceStatus status = hello.services().get(directory.deployment());
        if (!hello.isUnderstood() || status == null || status.state() != ServiceState.RUNNING) {
            return Optional.empty();
        }
        // The number that it says itself may be one of its own numbers of processes.
        return process()
                .filter(process -> isAt(status.port(), process))
                .map(process -> new Alive(process, connection, PortAllocator.address(status.port()), status.socket()));
    }

    /** It could name another program's port. What we have noted decides; for an older host, what the machine says. */
    private boolean isAt(int port, HostProcess process) {
        Integer given = directory.servicePort();
        List<Integer> listening = process.listeningPorts();
        boolean right = given == null ? listening.isEmpty() || listening.contains(port) : given == port;
        if (!right) {
            LOG.warn("The host of {} says port {}, which is not its own; it is ended", directory.deployment(), port);
        }
        return right;
    }

    private void askToStop(HostProcess process) {
        if (directory.programPort() != null) {
            process.terminate(home);
            process.awaitEnd(STOP_TIMEOUT);
            return;
        }
        try (HostConnection connection = HostConnection.dial(
                directory.socket(), directory.token(), OsUser.OURSELVES, directory.deployment(), HostListener.NONE)) {
            connection.stop(STOP_TIMEOUT);
            process.awaitEnd(STOP_TIMEOUT);
        } catch (IOException e) {
            // It is killed next.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable HostConnection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
