package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.runtime.host.HostMain;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.plan.ResourceRequest;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings one dedicated host from its launch to its first answer, or says why it does not come there. */
final class HostStart {
    private static final long FIRST_DELAY_MILLIS = 5;
    private static final long LAST_DELAY_MILLIS = 25;

    /** Whether it has ended is looked at that often; how often it is asked is the matter of {@link FirstAnswer}. */
    private static final long POLL_MILLIS = 10;

    /** Most services listen by then; of one that does not, its developer wants to know. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(5);

    private final ServiceSpec request;
    private final List<Path> classPath;
    private final DedicatedService host;
    private final Supplier<Collection<DedicatedService>> all;
    private final HostListener listener;
    private final FirstAnswer answer;
    private final long deadline;
    private final long tellAt;
    private boolean told;

    HostStart(
            ServiceSpec request,
            List<Path> classPath,
            DedicatedService host,
            Supplier<Collection<DedicatedService>> all,
            HostListener listener) {
        this.request = request;
        this.classPath = classPath;
        this.host = host;
        this.all = all;
        this.listener = listener;
        this.answer = new FirstAnswer(request, host);
        long now = System.nanoTime();
        this.deadline = now + request.startTimeout().toNanos();
        this.tellAt = now + TOLD_AFTER.toNanos();
    }

    void run() throws ServiceFailedException, PortTakenException, InterruptedException, IOException {
        if (request.plan().entryPoint().isProgram()) {
            awaitAnswer(null);
            return;
        }
        HostConnection connection = dial();
        host.jvm().connected(connection);
        if (!connection.hello().version().equals(HostMain.VERSION)) {
            throw new IOException("the host speaks another version of the protocol");
        }
        connection.start(definition());
        awaitAnswer(connection);
        if (connection.isAtSocket()) {
            host.servesAt(host.jvm().directory().serviceSocket());
        }
    }

    private ServiceDefinition definition() throws IOException {
        ServiceDefinition definition = request.definition(host.address(), classPath, List.of());
        return request.plan().entryPoint().returns() == Returns.HTTP_HANDLER
                ? definition.at(host.jvm().directory().serviceSocket())
                : definition;
    }

    private HostConnection dial() throws ServiceFailedException, PortTakenException, InterruptedException, IOException {
        HostDirectory directory = host.jvm().directory();
        Path socket = directory.socket();
        long delay = FIRST_DELAY_MILLIS;
        while (true) {
            if (Files.exists(socket)) {
                HostConnection connection =
                        dialOnce(socket, directory.token(), host.jvm().account(), request.deployment(), listener);
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
            Path socket, String token, OsUser account, String deployment, HostListener listener)
            throws ForeignListenerException, InterruptedException {
        try {
            return HostConnection.dial(socket, token, account, deployment, listener);
        } catch (ForeignListenerException e) {
            throw e;
        } catch (IOException e) {
            return null;
        }
    }

    /** A program has no connection: it listens on its own. */
    private void awaitAnswer(@Nullable HostConnection connection)
            throws ServiceFailedException, PortTakenException, InterruptedException {
        boolean onItsOwn = request.plan().entryPoint().returns() == Returns.NOTHING;
        while (true) {
            if (connection != null && connection.failed().isDone()) {
                throw failed(connection.failed().join());
            }
            failIfEnded();
            boolean started = onItsOwn || hasStarted(connection);
            if (started && answer.came()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                String missing = started ? answer.missing() : notStarted(request.startTimeout());
                failIfPortIsHeld(missing, PortClash::isWithVersionBefore);
                String explained = withCause(missing, clashOfSilent(missing));
                if (explained.equals(missing)) {
                    failIfVersionBeforeHasItsOwnPort(missing);
                }
                throw ServiceFailedException.late(explained);
            }
            tellOnce(started);
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void failIfPortIsHeld(String missing, Predicate<PortClash> which) throws ServiceFailedException {
        Optional<PortClash> clash = clashOfSilent(missing).filter(which);
        if (clash.isPresent()) {
            throw ServiceFailedException.portHeld(missing + " " + clash.get().told());
        }
    }

    /** A server may say no word of the port that it did not get; for one whose fault is known, this is not called. */
    private void failIfVersionBeforeHasItsOwnPort(String missing) throws ServiceFailedException {
        if (!host.jvm().process().listeningPorts().isEmpty()) {
            return;
        }
        Optional<DedicatedService> before = all.get().stream()
                .filter(each -> each != host && each.project().equals(host.project()))
                .filter(DedicatedService::servesAtItsOwnPort)
                .findFirst();
        if (before.isPresent()) {
            throw ServiceFailedException.portHeld(missing + " The version of this project that still runs (deployment "
                    + before.get().deployment() + ") has port "
                    + before.get().address().getPort() + " to itself, which this one may need.");
        }
    }

    /** It need not end by a clash: a server that did not get its port leaves other threads running. */
    private Optional<PortClash> clashOfSilent(String message) {
        return host.jvm().process().listeningPorts().isEmpty()
                ? PortClash.of(host, all.get(), message)
                : Optional.empty();
    }

    private String withCause(String message, Optional<PortClash> clash) {
        HostDirectory directory = host.jvm().directory();
        return clash.map(PortClash::told)
                .or(() -> KnownCauses.in(directory.output("out"), directory.output("err"), hasDatabase()))
                .map(told -> message + " " + told)
                .orElse(message);
    }

    private void tellOnce(boolean started) throws ServiceFailedException {
        if (!told && System.nanoTime() - tellAt > 0) {
            told = true;
            failIfPortIsHeld(
                    "The service does not listen on any port after " + TOLD_AFTER.toSeconds() + " s.",
                    PortClash::isOfServingPort);
            answer.requireReachable();
            Optional<String> missing = started
                    ? answer.missingYet(TOLD_AFTER)
                    : Optional.of(notStarted(TOLD_AFTER) + " It is waited for, "
                            + request.startTimeout().toSeconds() + " s at most.");
            missing.map(text -> clashOfSilent(text)
                            .map(clash -> text + " " + clash.told())
                            .orElse(text))
                    .ifPresent(request.notices());
        }
    }

    private String notStarted(Duration within) {
        return request.plan().entryPoint().className() + " did not start within " + within.toSeconds()
                + " s: main, or start, has not returned. It must return once the service listens.";
    }

    private static boolean hasStarted(@Nullable HostConnection connection) {
        return connection != null && connection.hasStarted();
    }

    private ServiceFailedException failed(String message) throws PortTakenException {
        Optional<PortClash> clash = PortClash.of(host, all.get(), message);
        if (clash.isPresent() && clash.get().isOfGivenPort()) {
            throw new PortTakenException(
                    message + " Another process took the port that the service was given: deploy again.");
        }
        String reason = withCause(message, clash);
        return clash.filter(PortClash::isWithVersionBefore).isPresent()
                ? ServiceFailedException.portHeld(reason)
                : new ServiceFailedException(reason);
    }

    private boolean hasDatabase() {
        return request.resources().stream().anyMatch(output -> List.of(ResourceRequest.POSTGRES, ResourceRequest.REDIS)
                .contains(output.type()));
    }

    private void failIfEnded() throws ServiceFailedException, PortTakenException {
        if (!host.jvm().process().isAlive()) {
            String how = host.jvm().process().ended().join();
            throw failed(host.jvm()
                    .reason(how + " It ended before it answered a request: its last lines in the log should say why."));
        }
    }
}
