package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.runtime.health.NeverReadyException;
import dev.shuttle.runtime.health.Readiness;
import dev.shuttle.runtime.host.HostMain;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.service.ResourceOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings one dedicated host from its launch to its first answer, or says why it does not come there. */
final class HostStart {
    private static final long FIRST_DELAY_MILLIS = 5;
    private static final long LAST_DELAY_MILLIS = 25;

    /** Whether it has ended is looked at that often; how often it is asked is the matter of {@link Readiness}. */
    private static final long POLL_MILLIS = 10;

    private final ServiceSpec request;
    private final List<Path> classPath;
    private final DedicatedService host;
    private final Readiness readiness;
    private final long deadline;

    HostStart(ServiceSpec request, List<Path> classPath, DedicatedService host) {
        this.request = request;
        this.classPath = classPath;
        this.host = host;
        this.readiness = new Readiness(host.address(), request.plan().health(), request.url(), request.notices());
        this.deadline = System.nanoTime() + request.startTimeout().toNanos();
    }

    void run() throws ServiceFailedException, InterruptedException, IOException {
        if (request.plan().entryPoint().isProgram()) {
            awaitAnswer(null);
            return;
        }
        HostConnection connection = dial();
        host.jvm().connected(connection);
        if (!connection.hello().version().equals(HostMain.VERSION)) {
            throw new IOException("the host speaks another version of the protocol");
        }
        connection.start(request.definition(host.address(), classPath));
        awaitAnswer(connection);
    }

    private HostConnection dial() throws ServiceFailedException, InterruptedException, IOException {
        HostDirectory directory = host.jvm().directory();
        Path socket = directory.socket();
        long delay = FIRST_DELAY_MILLIS;
        while (true) {
            if (Files.exists(socket)) {
                HostConnection connection = dialOnce(
                        socket, directory.token(), host.jvm().account(), request.deployment(), request.provisioned());
                if (connection != null) {
                    return connection;
                }
            }
            failIfEnded();
            if (System.nanoTime() > deadline) {
                throw ServiceFailedException.late("The service's JVM did not start within "
                        + request.startTimeout().toSeconds() + " s. The server may be overloaded: deploy again later.");
            }
            Thread.sleep(delay);
            delay = Math.min(delay * 2, LAST_DELAY_MILLIS);
        }
    }

    /** Null if the socket is bound and the host does not listen yet. */
    static @Nullable HostConnection dialOnce(
            Path socket, String token, OsUser account, String deployment, Consumer<List<ResourceOutput>> provisioned)
            throws ForeignListenerException, InterruptedException {
        try {
            return HostConnection.dial(socket, token, account, deployment, provisioned);
        } catch (ForeignListenerException e) {
            throw e;
        } catch (IOException e) {
            return null;
        }
    }

    /** A program has no connection: it listens on its own. */
    private void awaitAnswer(@Nullable HostConnection connection) throws ServiceFailedException, InterruptedException {
        boolean onItsOwn = request.plan().entryPoint().returns() == Returns.NOTHING;
        while (true) {
            if (connection != null && connection.failed().isDone()) {
                throw new ServiceFailedException(connection.failed().join());
            }
            failIfEnded();
            if ((onItsOwn || hasStarted(connection)) && isReady() && listens()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw ServiceFailedException.late(tooLate(onItsOwn || hasStarted(connection)));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private boolean isReady() throws ServiceFailedException {
        try {
            return readiness.isReady();
        } catch (NeverReadyException e) {
            throw new ServiceFailedException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean hasStarted(@Nullable HostConnection connection) {
        return connection != null && connection.hasStarted();
    }

    private void failIfEnded() throws ServiceFailedException {
        if (!host.jvm().process().isAlive()) {
            String how = host.jvm().process().ended().join();
            throw new ServiceFailedException(host.jvm()
                    .reason(how + " It ended before it answered a request: its last lines in the log should say why."));
        }
    }

    /** Another program may have been faster to take the port, and would have answered. */
    private boolean listens() {
        List<Integer> ports = host.jvm().process().listeningPorts();
        return ports.isEmpty() || ports.contains(host.address().getPort());
    }

    private String tooLate(boolean started) {
        int port = host.address().getPort();
        String within = " within " + request.startTimeout().toSeconds() + " s";
        if (!started) {
            return request.plan().entryPoint().className() + " did not start" + within
                    + ": main, or start, has not returned. It must return once the service listens.";
        }
        List<Integer> ports = host.jvm().process().listeningPorts();
        if (!ports.isEmpty() && !ports.contains(port)) {
            return "The service did not listen on its port " + port + within + "; it listens on "
                    + ports.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ". " + remedy();
        }
        return ports.contains(port)
                ? "The service listens on its port " + port + " but did not become ready" + within + ": "
                        + readiness.last() + "."
                : "The service did not listen on its port " + port + within + ". " + remedy();
    }

    private static String remedy() {
        return "Listen on the port of main's InetSocketAddress or `@Port int`, or of the environment"
                + " variable PORT.";
    }
}
