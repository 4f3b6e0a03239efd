package dev.shuttle.controlplane.host;

import dev.shuttle.controlplane.log.LineSink;
import dev.shuttle.runtime.plan.ServicePlan;
import dev.shuttle.runtime.service.ResourceOutput;
import dev.shuttle.runtime.service.ServiceDefinition;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A service to start.
 *
 * @param project its project
 * @param deployment its deployment
 * @param url where the public reaches it
 * @param plan made from its code
 * @param release the content to run
 * @param java the executable of the JDK that runs it, if it gets a JVM of its own
 * @param options of its JVM, besides those that every one has
 * @param resources provisioned for it
 * @param environment variables for its process, over those of any process and under the platform's own; may be secret
 * @param provisioned takes the outputs of providers of the app's own, before the start is over, however it ends
 * @param output takes its lines
 * @param notices takes what the platform has to say of its start, a sentence each
 * @param startTimeout until when it must answer
 * @param stopTimeout its own time to close when it is stopped; then it is ended by force
 */
public record ServiceSpec(
        String project,
        String deployment,
        URI url,
        ServicePlan plan,
        ReleaseRef release,
        Path java,
        List<String> options,
        List<ResourceOutput> resources,
        Map<String, String> environment,
        Consumer<List<ResourceOutput>> provisioned,
        LineSink output,
        Consumer<String> notices,
        Duration startTimeout,
        Duration stopTimeout) {

    public ServiceSpec {
        options = List.copyOf(options);
        resources = List.copyOf(resources);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /** The definition for a service that listens there. */
    public ServiceDefinition definition(InetSocketAddress address, List<Path> classPath, List<String> arguments) {
        return new ServiceDefinition(
                project, deployment, url, "deployed", address, classPath, plan.entryPoint(), arguments, resources);
    }

    /** Without what is secret in its resources. */
    @Override
    public String toString() {
        return "ServiceSpec[" + project + ", " + deployment + "]";
    }
}
