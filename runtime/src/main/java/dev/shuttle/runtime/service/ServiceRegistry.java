package dev.shuttle.runtime.service;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services of this JVM, by the id of their deployment. Thread-safe. */
public final class ServiceRegistry {
    private final Function<ServiceDefinition, ServiceInstance> loading;
    private final Map<String, Entry> services = new ConcurrentHashMap<>();

    /** Loads services with these libraries, which they do not see. */
    public ServiceRegistry(HostLibraries libraries) {
        this(definition -> ServiceInstance.load(definition, libraries));
    }

    private ServiceRegistry(Function<ServiceDefinition, ServiceInstance> loading) {
        this.loading = loading;
    }

    /** For the one service whose classes are on this JVM's class path. */
    public static ServiceRegistry ofThisJvm(HostLibraries libraries, StatementTracing tracing) {
        return new ServiceRegistry(definition -> ServiceInstance.ofThisJvm(definition, libraries, tracing));
    }

    /** Takes a service that is about to start; false if its deployment is here already. */
    public boolean add(ServiceDefinition definition) {
        return services.putIfAbsent(definition.deployment(), new Entry(definition)) == null;
    }

    /** Loads a service that was {@linkplain #add added}, without starting it. */
    public ServiceInstance load(String deployment) {
        Entry entry = entry(deployment);
        ServiceInstance instance = loading.apply(entry.definition);
        entry.instance = instance;
        return instance;
    }

    /** The service, once it is loaded. */
    public Optional<ServiceInstance> find(String deployment) {
        return Optional.ofNullable(services.get(deployment)).map(entry -> entry.instance);
    }

    /** Changes a state; false, and nothing happens, if it is another than the first one. */
    public boolean move(String deployment, ServiceState from, ServiceState to) {
        return entry(deployment).move(Set.of(from), to);
    }

    /** Changes a state, unless the service has failed or is stopping: false then. */
    public boolean end(String deployment, ServiceState state) {
        return entry(deployment).move(Set.of(ServiceState.STARTING, ServiceState.RUNNING), state);
    }

    public void remove(String deployment) {
        services.remove(deployment);
    }

    /** The deployments that are running. */
    public Set<String> running() {
        return services.entrySet().stream()
                .filter(service -> service.getValue().state == ServiceState.RUNNING)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All that are here, by deployment. */
    public Map<String, ServiceStatus> statuses() {
        return services.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, service -> service.getValue().status()));
    }

    /** The deployment whose service a thread belongs to, by its group or its context class loader. */
    public Optional<String> owner(Thread thread) {
        for (Map.Entry<String, Entry> service : services.entrySet()) {
            ServiceInstance instance = service.getValue().instance;
            if (instance != null && instance.owns(thread)) {
                return Optional.of(service.getKey());
            }
        }
        return Optional.empty();
    }

    private Entry entry(String deployment) {
        Entry entry = services.get(deployment);
        if (entry == null) {
            throw new IllegalStateException("deployment " + deployment + " is not registered");
        }
        return entry;
    }

    private static final class Entry {
        private final ServiceDefinition definition;
        private volatile ServiceState state = ServiceState.STARTING;
        private volatile @Nullable ServiceInstance instance;

        Entry(ServiceDefinition definition) {
            this.definition = definition;
        }

        synchronized boolean move(Set<ServiceState> from, ServiceState to) {
            boolean moves = from.contains(state);
            if (moves) {
                state = to;
            }
            return moves;
        }

        ServiceStatus status() {
            ServiceInstance running = instance;
            return new ServiceStatus(state, definition.address().getPort(), running != null && running.isAtSocket());
        }
    }
}
