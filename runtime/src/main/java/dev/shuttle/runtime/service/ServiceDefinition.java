package dev.shuttle.runtime.service;

import dev.shuttle.ServiceInfo;
import dev.shuttle.runtime.plan.EntryPoint;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

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
        List<ResourceOutput> resources) {

    public ServiceDefinition {
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
        resources = List.copyOf(resources);
    }

    /** The information for the service about itself. */
    ServiceInfo info() {
        return new ServiceInfo(project, deployment, url, environment);
    }
}
