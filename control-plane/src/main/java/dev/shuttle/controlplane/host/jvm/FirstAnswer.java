package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.PortAllocator;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.os.LoopbackPorts;
import dev.shuttle.runtime.health.NeverReadyException;
import dev.shuttle.runtime.health.Readiness;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The first right answer of a service: at its given port, or at the one port of its own. Not thread-safe. */
final class FirstAnswer {
    private static final String REMEDY =
            "Listen on the port of main's InetSocketAddress or `@Port int`, or of the environment variable PORT.";

    private final ServiceSpec request;
    private final DedicatedService host;
    private final Readiness readiness;
    private final OwnPort ownPort;
    private @Nullable Readiness atOwnPort;

    FirstAnswer(ServiceSpec request, DedicatedService host) {
        this.request = request;
        this.host = host;
        this.readiness = readiness(host.givenPort());
        this.ownPort = new OwnPort(host.jvm().process(), host.givenPort());
    }

    private Readiness readiness(int port) {
        return new Readiness(PortAllocator.address(port), request.plan().health(), request.url(), request.notices());
    }

    /** Asks, if it is time for that; fails if no right answer will ever come. */
    boolean came() throws ServiceFailedException {
        return (isReady(readiness) && listens()) || cameFromOwnPort();
    }

    private static boolean isReady(Readiness asked) throws ServiceFailedException {
        try {
            return asked.isReady();
        } catch (NeverReadyException e) {
            throw new ServiceFailedException(String.valueOf(e.getMessage()));
        }
    }

    /** Another program may have been faster to take the port, and would have answered. */
    private boolean listens() {
        List<Integer> ports = host.jvm().process().listeningPorts();
        return ports.isEmpty() || ports.contains(host.givenPort());
    }

    /** A program may listen on a port of its own, whatever it is given. */
    private boolean cameFromOwnPort() throws ServiceFailedException {
        Optional<Integer> found = ownPort.found();
        List<Integer> settled = ownPort.settled();
        if (settled.size() > 1) {
            throw new ServiceFailedException(elsewhere(settled) + ". " + REMEDY);
        }
        if (found.isEmpty()) {
            atOwnPort = null;
            return false;
        }
        Readiness asked = atOwnPort == null ? readiness(found.get()) : atOwnPort;
        atOwnPort = asked;
        boolean ready = isReady(asked);
        if (ready) {
            serveAt(found.get());
        } else if (asked.isOtherProtocol()) {
            throw new ServiceFailedException(
                    elsewhere(List.of(found.get())) + ", where it does not speak HTTP. " + REMEDY);
        }
        return ready;
    }

    private void serveAt(int port) {
        host.servesAt(port);
        request.notices()
                .accept("The service listens on its own port " + port + " and not on its given port "
                        + host.givenPort() + "; requests are routed there. No second version can run beside it, so the"
                        + " next deploy stops it first, and requests wait meanwhile. " + REMEDY);
    }

    private String elsewhere(List<Integer> ports) {
        return "The service does not listen on its given port " + host.givenPort() + " but on " + listed(ports);
    }

    private static String listed(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** Fails if it listens on the given port, but at other addresses than the one at which it is asked. */
    void requireReachable() throws ServiceFailedException {
        List<InetAddress> addresses = host.jvm().process().listeningAddresses(host.givenPort());
        if (!addresses.isEmpty() && addresses.stream().noneMatch(FirstAnswer::isReached)) {
            throw new ServiceFailedException("The service listens on its port " + host.givenPort() + " at "
                    + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "))
                    + " only, and is reached at 127.0.0.1. Let it listen at 127.0.0.1, or at all addresses.");
        }
    }

    private static boolean isReached(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.equals(LoopbackPorts.address(0).getAddress());
    }

    /** Why none has come yet, while {@link Readiness} and {@link OwnPort} have nothing to say it of. */
    Optional<String> missingYet(Duration since) {
        return host.jvm().process().listeningPorts().isEmpty()
                ? Optional.of("The service does not listen on any port after " + since.toSeconds()
                        + " s. It is waited for, " + request.startTimeout().toSeconds() + " s at most.")
                : Optional.empty();
    }

    /** Why none has come in time. */
    String missing() {
        int given = host.givenPort();
        String within = " within " + request.startTimeout().toSeconds() + " s";
        List<Integer> ports = host.jvm().process().listeningPorts();
        if (ports.contains(given)) {
            return "The service listens on its port " + given + " but did not become ready" + within + ": "
                    + readiness.last() + "."
                    + readiness.remedy().map(" "::concat).orElse("");
        }
        Optional<Readiness> asked = Optional.ofNullable(atOwnPort);
        return "The service did not listen on its port " + given + within
                + (ports.isEmpty() ? "" : "; it listens on " + listed(ports))
                + asked.map(own -> ", where " + own.last()).orElse("") + ". "
                + asked.flatMap(Readiness::remedy).orElse(REMEDY);
    }
}
