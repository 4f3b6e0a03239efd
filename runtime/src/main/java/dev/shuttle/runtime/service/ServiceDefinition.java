package dev.shuttle.runtime.service;

import dev.shuttle.ServiceInfo;
import dev.shuttle.runtime.plan.EntryPoint;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service to run in this JVM. Its {@code toString} holds no value of a resource.
 *
 * @param project its project
 * @param deployment the id of its deployment
 * @param url where the public reaches it
 * @param environment {@code deployed} or {@code local}
 * @param address where it is to listen
 * @param classPath directories and jars, in order
 * @param entryPoint the {@code main} to call
 * @param arguments for a {@code String[]} parameter
 * @param resources what was provisioned for its parameters
 * @param socket where a handler that {@code main} returns is to be served beside its address; null: nowhere
 */
public record ServiceDefinition(
        String project,
        String deployment,
        URI url,
        String environment,
        InetSocketAddress address,
        List<Path> classPath,
        EntryPoint entryPoint,
        List<String> arguments,
        List<ResourceOutput> resources,
        @Nullable Path socket) {

    public ServiceDefinition {
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
        resources = List.copyOf(resources);
    }

    /** One that is served at its address only. */
    public ServiceDefinition(
            String project,
            String deployment,
            URI url,
            String environment,
            InetSocketAddress address,
            List<Path> classPath,
            EntryPoint entryPoint,
            List<String> arguments,
            List<ResourceOutput> resources) {
        this(project, deployment, url, environment, address, classPath, entryPoint, arguments, resources, null);
    }

    /**
     * The same, served there too.
     *
     * @param path of a Unix socket
     */
    public ServiceDefinition at(Path path) {
        return new ServiceDefinition(
                project, deployment, url, environment, address, classPath, entryPoint, arguments, resources, path);
    }

    /** The information for the service about itself. */
    ServiceInfo info() {
        return new ServiceInfo(project, deployment, url, environment);
    }
}
