package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.runtime.plan.ServicePlan;
import dev.shuttle.runtime.service.ResourceOutput;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A service to start.
 *
 * @param project its project
 * @param deployment its deployment
 * @param url where the public reaches it
 * @param plan what its code says
 * @param classPath directories and jars, in order
 * @param resources what was provisioned for it
 * @param output takes what it prints
 * @param startTimeout until when it must answer
 */
public record HostRequest(
        String project,
        String deployment,
        URI url,
        ServicePlan plan,
        List<Path> classPath,
        List<ResourceOutput> resources,
        LineSink output,
        Duration startTimeout) {

    public HostRequest {
        classPath = List.copyOf(classPath);
        resources = List.copyOf(resources);
    }
}
