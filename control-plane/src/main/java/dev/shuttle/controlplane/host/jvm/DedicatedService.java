package dev.shuttle.controlplane.host.jvm;

import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.controlplane.sandbox.OsUser;
import dev.shuttle.os.UnixSocket;
import dev.shuttle.runtime.health.Liveness;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that has a host of its own, which ends with it. Thread-safe. */
final class DedicatedService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(DedicatedService.class);

    /** When the control plane is stopped, which must not take longer than 30 s. */
    private static final Duration SUSPEND_TIMEOUT = Duration.ofSeconds(10);

    private final String project;
    private final String deployment;
    private final InetSocketAddress given;
    private final HostJvm jvm;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Duration stopTimeout;
    private final Runnable discarded;
    private volatile InetSocketAddress address;
    private volatile @Nullable UnixSocket socket;
    private volatile boolean stopping;
    private volatile @Nullable String hung;
    private final String health;
    private final URI url;

    /** Runs {@code discarded} when it has ended and is not to be started again. */
    DedicatedService(ServiceSpec request, InetSocketAddress given, HostJvm jvm, Runnable discarded) {
        this.discarded = discarded;
        this.project = request.project();
        this.deployment = request.deployment();
        this.stopTimeout = request.stopTimeout();
        this.given = given;
        this.address = given;
        this.jvm = jvm;
        this.health = request.plan().health();
        this.url = request.url();
    }

    @Override
    public String deployment() {
        return deployment;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Optional<UnixSocket> socket() {
        return Optional.ofNullable(socket);
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    @Override
    public long process() {
        return jvm.process().pid();
    }

    @Override
    public boolean answers() {
        return Liveness.isSeen(address, health, url, Liveness.PATIENCE);
    }

    @Override
    public void endHung(String reason) {
        hung = reason;
        jvm.dumpThreads();
        jvm.process().kill();
    }

    String project() {
        return project;
    }

    /** The one on which it was told to listen. */
    int givenPort() {
        return given.getPort();
    }

    /** It listens on a port of its own instead of the given one. */
    void servesAt(int port) {
        address = new InetSocketAddress(given.getAddress(), port);
    }

    boolean servesAtItsOwnPort() {
        return address.getPort() != given.getPort();
    }

    /** It serves at that Unix socket too, at which only its own user may listen. */
    void servesAt(Path path) {
        OsUser account = jvm.account();
        socket = new UnixSocket(path, account.isOther() ? OptionalInt.of(account.uid()) : OptionalInt.empty());
    }

    HostJvm jvm() {
        return jvm;
    }

    /** From now on its end is an event. */
    void watch() {
        jvm.ended().thenAcceptAsync(this::endedByItself, Parallel.BEHIND).exceptionally(e -> {
            LOG.warn("The end of the host of {} could not be handled", deployment, e);
            return null;
        });
    }

    @Override
    public void stop() {
        stop(stopTimeout);
        discarded.run();
    }

    /** Stops it, to be started again by the next run of the control plane. */
    void suspend() {
        stop(stopTimeout.compareTo(SUSPEND_TIMEOUT) < 0 ? stopTimeout : SUSPEND_TIMEOUT);
    }

    private void stop(Duration timeout) {
        stopping = true;
        jvm.stop(timeout);
    }

    /** Ends it without asking. Idempotent. */
    void kill() {
        stopping = true;
        jvm.kill();
        discarded.run();
    }

    /** Leaves it running; its end is no event here any more. */
    void detach() {
        stopping = true;
        jvm.detach();
    }

    private void endedByItself(String how) {
        String why = hung;
        String reason = why == null ? jvm.reason(how) : why;
        jvm.release();
        if (!stopping) {
            ended.complete(reason);
        }
    }
}
