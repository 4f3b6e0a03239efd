package dev.shuttle.controlplane.host.embedded;

import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.runtime.service.ServiceInstance;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service in the control plane's own process. */
final class EmbeddedService implements RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedService.class);

    private final String deployment;
    private final Duration stopTimeout;
    private final InetSocketAddress address;
    private final ServiceInstance instance;
    private final Runnable released;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final AtomicBoolean gone = new AtomicBoolean();
    private volatile boolean stopping;

    EmbeddedService(ServiceSpec request, InetSocketAddress address, ServiceInstance instance, Runnable released) {
        this.deployment = request.deployment();
        this.stopTimeout = request.stopTimeout();
        this.address = address;
        this.instance = instance;
        this.released = released;
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
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    /** From now on a throw of its main is an event. */
    void watch() {
        instance.onFault(fault -> new Thread(() -> endedByItself(fault), "host-ended").start());
    }

    @Override
    public void stop() {
        stopping = true;
        List<String> left = instance.stop(stopTimeout);
        if (!left.isEmpty()) {
            LOG.warn(
                    "Deployment {} was stopped, but not all of it is gone from the control plane's process: {}",
                    deployment,
                    String.join(" ", left));
        }
        if (!gone.getAndSet(true)) {
            released.run();
        }
    }

    private void endedByItself(String fault) {
        if (!stopping) {
            stop();
            ended.complete(fault);
        }
    }
}
