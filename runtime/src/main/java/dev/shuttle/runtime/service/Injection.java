package dev.shuttle.runtime.service;

import dev.shuttle.DatabaseConnection;
import dev.shuttle.runtime.plan.EntryPoint.Parameter;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Turns what was provisioned for a service into the objects that its {@code main} takes, and closes these. */
final class Injection {
    /** Grace period for connections in use; later ones are closed in the background. */
    private static final Duration POOL_CLOSE = Duration.ofSeconds(5);

    private static final String STOPPED = "The service was stopped while it started.";

    private final ServiceDefinition definition;
    private final PoolMaker poolMaker;
    private final Map<String, PooledDataSource> pools = new HashMap<>();
    private final OpenObjects opened = new OpenObjects();
    private boolean disconnected;
    private final RedisClients redis;
    private final CustomResources own;

    Injection(ServiceDefinition definition, HostLibraries libraries, ClassLoader loader, StatementTracing tracing) {
        this.definition = definition;
        this.poolMaker = new PoolMaker(libraries, definition.project(), tracing);
        this.redis = new RedisClients(loader, opened);
        this.own = new CustomResources(definition, loader, opened);
    }

    /** Makes the pools: on a thread of the host, before {@link #value}. */
    void connect(Duration timeout) throws ServiceStartException {
        long end = System.nanoTime() + timeout.toNanos();
        for (ResourceRequest request : pooled()) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            PooledDataSource pool = poolMaker.connect(needed(request), left);
            if (!keep(request, pool)) {
                pool.end();
                throw new ServiceStartException(STOPPED);
            }
        }
    }

    private List<ResourceRequest> pooled() {
        return definition.entryPoint().parameters().stream()
                .filter(parameter -> parameter.type().equals(DataSource.class.getName()))
                .map(Parameter::resource)
                .filter(Objects::nonNull)
                .filter(request -> request.type().equals(ResourceRequest.POSTGRES))
                .distinct()
                .toList();
    }

    private synchronized boolean keep(ResourceRequest request, PooledDataSource pool) {
        if (disconnected) {
            return false;
        }
        pools.put(request.name(), pool);
        return true;
    }

    /** The value of a parameter. Runs on a thread of the service. */
    @Nullable
    Object value(Method main, int index) throws Exception {
        Parameter parameter = definition.entryPoint().parameters().get(index);
        ResourceRequest request = parameter.resource();
        if (request == null) {
            throw new IllegalStateException("a resource without a request");
        }
        if (request.isCustom()) {
            return own.open(request, needed(request), main, index);
        }
        return switch (request.type()) {
            case ResourceRequest.POSTGRES -> postgres(parameter.type(), needed(request));
            case ResourceRequest.REDIS -> redis.of(parameter.type(), needed(request));
            case ResourceRequest.FOLDER -> Path.of(needed(request).get("path"));
            case ResourceRequest.SECRET -> secret(request);
            default -> throw new ServiceStartException("This host does not support resources of type " + request.type()
                    + ". Deploy again to replace it with a newer one.");
        };
    }

    /** The outputs of custom resources at this start, to be stored. */
    List<ResourceOutput> provisioned() {
        return own.provisioned();
    }

    OpenObjects opened() {
        return opened;
    }

    /** Ends the pools; idempotent. */
    void disconnect() {
        List<PooledDataSource> ending;
        synchronized (this) {
            disconnected = true;
            ending = new ArrayList<>(pools.values());
            pools.clear();
        }
        if (ending.isEmpty()) {
            return;
        }
        Thread thread = new Thread(() -> ending.forEach(PooledDataSource::end), definition.project() + "-disconnect");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(POOL_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it goes on, and ends
        }
    }

    private synchronized Object postgres(String type, ResourceOutput output) throws ServiceStartException {
        return switch (type) {
            case "java.lang.String" -> ConnectionUrls.jdbcWithCredentials(output);
            case "dev.shuttle.DatabaseConnection" -> new DatabaseConnection(
                    output.get("host"),
                    Integer.parseInt(output.get("port")),
                    output.get("database"),
                    output.get("username"),
                    output.get("password"));
            default -> Optional.ofNullable(pools.get(output.name()))
                    .orElseThrow(() -> new ServiceStartException(STOPPED));
        };
    }

    private @Nullable String secret(ResourceRequest request) throws ServiceStartException {
        Optional<ResourceOutput> output = find(request);
        if (output.isEmpty() && request.required()) {
            throw new ServiceStartException("The secret " + request.name()
                    + " is not set. Set it with mvn shuttle:secrets -Dshuttle.set=" + request.name() + ".");
        }
        return output.map(found -> found.get("value")).orElse(null);
    }

    private ResourceOutput needed(ResourceRequest request) throws ServiceStartException {
        return find(request)
                .orElseThrow(() -> new ServiceStartException(
                        "Nothing was provisioned for " + request + " with this deployment. Deploy again."));
    }

    private Optional<ResourceOutput> find(ResourceRequest request) {
        return definition.resources().stream()
                .filter(output ->
                        output.type().equals(request.type()) && output.name().equals(request.name()))
                .findFirst();
    }
}
