package dev.shuttle.controlplane.host.embedded;

import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.Parallel;
import dev.shuttle.controlplane.host.PortAllocator;
import dev.shuttle.controlplane.host.ReleaseFiles;
import dev.shuttle.controlplane.host.RunningService;
import dev.shuttle.controlplane.host.ServiceFailedException;
import dev.shuttle.controlplane.host.ServiceRunner;
import dev.shuttle.controlplane.host.ServiceSpec;
import dev.shuttle.runtime.health.NeverReadyException;
import dev.shuttle.runtime.health.Readiness;
import dev.shuttle.runtime.plan.EntryPoint.Returns;
import dev.shuttle.runtime.service.HostLibraries;
import dev.shuttle.runtime.service.ServiceDefinition;
import dev.shuttle.runtime.service.ServiceInstance;
import dev.shuttle.runtime.service.ServiceRegistry;
import dev.shuttle.runtime.service.ServiceStartException;
import dev.shuttle.runtime.service.ServiceState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Loads services into the control plane's own process: for trying things out. What a service does to the JVM it does to
 * the control plane and to every other service.
 */
public final class EmbeddedRunner implements ServiceRunner {
    /** Whether it has ended is looked at that often; how often it is asked is the matter of {@link Readiness}. */
    private static final long POLL_MILLIS = 10;

    private final PortAllocator ports = new PortAllocator();
    private final Map<String, EmbeddedService> services = new ConcurrentHashMap<>();
    private final ArtifactSource artifacts;
    private final ServiceRegistry registry;
    private final EmbeddedOutput output;
    private volatile boolean closed;

    /**
     * Takes the place of {@code System.out} and {@code System.err} until closed.
     *
     * @param libraries the host's own, which services do not see: pool and JDBC driver
     * @param artifacts finds the files of releases
     */
    public EmbeddedRunner(HostLibraries libraries, ArtifactSource artifacts) {
        this.artifacts = artifacts;
        this.registry = new ServiceRegistry(libraries);
        this.output = new EmbeddedOutput(registry);
        output.install();
    }

    @Override
    public RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException {
        requireOpen();
        InetSocketAddress address = port();
        if (!registry.add(definition(request, address))) {
            ports.release(address.getPort());
            throw new ServiceFailedException("Deployment " + request.deployment() + " runs already.");
        }
        return load(request, address).run();
    }

    private Start load(ServiceSpec request, InetSocketAddress address) {
        if (!request.environment().isEmpty()) {
            request.notices()
                    .accept("The service runs in the control plane's own process, so it does not get these environment"
                            + " variables: "
                            + String.join(", ", request.environment().keySet())
                            + ". SHUTTLE_ISOLATION=dedicated gives each service a process of its own.");
        }
        try {
            return new Start(request, address);
        } catch (RuntimeException | Error e) {
            registry.remove(request.deployment());
            ports.release(address.getPort());
            throw e;
        }
    }

    private InetSocketAddress port() throws ServiceFailedException {
        try {
            return ports.take();
        } catch (IOException e) {
            throw new ServiceFailedException("The server has no free port: " + e.getMessage() + ".");
        }
    }

    private ServiceDefinition definition(ServiceSpec request, InetSocketAddress address) throws ServiceFailedException {
        try {
            ReleaseFiles files = artifacts.files(request.release());
            return request.definition(address, files.paths(), arguments(files, address));
        } catch (IOException e) {
            ports.release(address.getPort());
            throw new ServiceFailedException("The release could not be read on the server: " + e.getMessage() + ".");
        }
    }

    private static List<String> arguments(ReleaseFiles files, InetSocketAddress address) {
        List<String> arguments = new ArrayList<>(files.arguments());
        arguments.addAll(files.words().arguments(Map.of("PORT", Integer.toString(address.getPort()))));
        return arguments;
    }

    private void requireOpen() throws ServiceFailedException {
        if (closed) {
            throw new ServiceFailedException("The control plane is stopping. Deploy again once it is up.");
        }
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
        return registry.running();
    }

    @Override
    public void stopAll() {
        closed = true;
        Parallel.run(services.values().stream()
                .<Runnable>map(service -> service::stop)
                .toList());
    }

    /** Stops all services: they cannot outlive this process. */
    @Override
    public void close() {
        stopAll();
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
            this.instance = registry.load(request.deployment());
            this.host = new EmbeddedService(request, address, instance, this::release);
        }

        RunningService run() throws ServiceFailedException, InterruptedException {
            boolean started = false;
            output.add(request.deployment(), request.output());
            try {
                start();
                awaitAnswer();
                services.put(request.deployment(), host);
                requireOpen(); // after the line before: stopAll() closes, then stops what it finds
                registry.move(request.deployment(), ServiceState.STARTING, ServiceState.RUNNING);
                host.watch();
                started = true;
                return host;
            } catch (ServiceStartException | NeverReadyException e) {
                throw new ServiceFailedException(explained(String.valueOf(e.getMessage())));
            } finally {
                if (!started) {
                    host.stop();
                }
            }
        }

        /** Its given port was free: it is one that the service opens besides. */
        private static String explained(String message) {
            return message.contains("BindException")
                    ? message + " The version before may hold a port that the service opens besides its given one. Open"
                            + " further ports as port 0, or have the old version stopped before the new one starts, by"
                            + " `@ShuttleService(replace = true)`."
                    : message;
        }

        /** Outputs of providers are told even if the service fails then: what they made exists. */
        private void start() throws ServiceStartException, InterruptedException {
            try {
                instance.start(request.startTimeout());
            } finally {
                request.provisioned().accept(instance.provisioned());
            }
        }

        private void awaitAnswer() throws ServiceFailedException, NeverReadyException, InterruptedException {
            Readiness readiness = new Readiness(address, request.plan().health(), request.url(), request.notices());
            while (!readiness.isReady()) {
                failIfEnded();
                if (System.nanoTime() > deadline) {
                    throw new ServiceFailedException(
                            "The service did not become ready within "
                                    + request.startTimeout().toSeconds() + " s on its port " + address.getPort() + ": "
                                    + readiness.last()
                                    + ". Listen on the port of main's InetSocketAddress or"
                                    + " `@Port int`; a program that reads PORT from the environment needs SHUTTLE_ISOLATION=dedicated.");
                }
                Thread.sleep(POLL_MILLIS);
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
            services.remove(request.deployment());
            registry.remove(request.deployment());
            output.remove(request.deployment());
            ports.release(address.getPort());
        }
    }
}
