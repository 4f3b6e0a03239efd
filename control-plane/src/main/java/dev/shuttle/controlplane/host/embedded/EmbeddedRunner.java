package dev.shuttle.controlplane.host.embedded;

import dev.shuttle.controlplane.host.LoopbackPorts;
import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.runtime.health.ReadinessProbe;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.service.HostLibraries;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceStartException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Loads services into the control plane's own process: for trying things out. What a service does to the JVM it does to
 * the control plane and to every other service.
 */
public final class EmbeddedRunner implements ServiceRunner {
    private static final long FIRST_DELAY_MILLIS = 5;
    private static final long LAST_DELAY_MILLIS = 100;

    private final LoopbackPorts ports = new LoopbackPorts();
    private final EmbeddedOutput output = new EmbeddedOutput();
    private final Map<String, EmbeddedService> hosts = new ConcurrentHashMap<>();

    private final HostLibraries libraries;

    /**
     * Takes the place of {@code System.out} and {@code System.err} until closed.
     *
     * @param libraries the host's own, which services do not see: pool and JDBC driver
     */
    public EmbeddedRunner(HostLibraries libraries) {
        this.libraries = libraries;
        output.install();
    }

    @Override
    public RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException {
        InetSocketAddress address;
        try {
            address = ports.take();
        } catch (IOException e) {
            throw new ServiceFailedException("No free port was found on the server: " + e.getMessage() + ".");
        }
        return new Start(request, address).run();
    }

    @Override
    public Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted) {
        return Map.of(); // they have ended with the process that they ran in
    }

    @Override
    public String isolation() {
        return "embedded";
    }

    @Override
    public Set<String> running() {
        return Set.copyOf(hosts.keySet());
    }

    @Override
    public void close() {
        Parallel.run(hosts.values().stream().<Runnable>map(host -> host::stop).toList());
        output.close();
    }

    /** One start, from loading to the first answer. */
    private final class Start {
        private final ServiceSpec request;
        private final InetSocketAddress address;
        private final ServiceInstance instance;
        private final EmbeddedService host;
        private final long deadline;

        Start(ServiceSpec request, InetSocketAddress address) {
            this.request = request;
            this.address = address;
            this.deadline = System.nanoTime() + request.startTimeout().toNanos();
            this.instance = ServiceInstance.load(request.definition(address), libraries);
            this.host = new EmbeddedService(request.deployment(), address, instance, this::release);
        }

        RunningService run() throws ServiceFailedException, InterruptedException {
            boolean started = false;
            output.add(instance, request.output());
            try {
                start();
                awaitAnswer();
                hosts.put(request.deployment(), host);
                host.watch();
                started = true;
                return host;
            } catch (ServiceStartException e) {
                throw new ServiceFailedException(String.valueOf(e.getMessage()));
            } finally {
                if (!started) {
                    host.stop();
                }
            }
        }

        /** What providers have made is told even if the service fails then: it exists. */
        private void start() throws ServiceStartException, InterruptedException {
            try {
                instance.start(request.startTimeout());
            } finally {
                request.provisioned().accept(instance.provisioned());
            }
        }

        private void awaitAnswer() throws ServiceFailedException, InterruptedException {
            ReadinessProbe probe = new ReadinessProbe(address, request.plan().health());
            long delay = FIRST_DELAY_MILLIS;
            while (!probe.answers()) {
                failIfEnded();
                if (System.nanoTime() > deadline) {
                    throw new ServiceFailedException(
                            "The service did not become ready within "
                                    + request.startTimeout().toSeconds() + " s on its port " + address.getPort() + ": "
                                    + probe.last()
                                    + ". Listen on the port that main is given as an InetSocketAddress or a"
                                    + " `@Port int`; a program that reads PORT from the environment needs SHUTTLE_ISOLATION=dedicated.");
                }
                Thread.sleep(delay);
                delay = Math.min(delay * 3 / 2 + 1, LAST_DELAY_MILLIS);
            }
        }

        private void failIfEnded() throws ServiceFailedException {
            if (instance.fault().isPresent()) {
                throw new ServiceFailedException(instance.fault().get());
            }
            if (request.plan().entryPoint().returns() == Returns.NOTHING && !instance.hasUserThreads()) {
                throw new ServiceFailedException(request.plan().entryPoint().className()
                        + ".main returned and left no thread running that could serve.");
            }
        }

        private void release() {
            output.remove(instance);
            ports.release(address.getPort());
            hosts.remove(request.deployment(), host);
        }
    }
}
