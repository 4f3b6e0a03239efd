package dev.shuttle.controlplane.host;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs services, wherever that is: in a JVM each, or in the control plane's own process. Every implementation passes
 * {@code ServiceRunnerContract}. Thread-safe.
 */
public interface ServiceRunner extends AutoCloseable {

    /**
     * Starts a service on a free loopback port and returns once it answers. On failure nothing is left behind.
     *
     * @return the service, ready for traffic
     * @throws ServiceFailedException if it ended, threw or did not answer in time, if its deployment runs already, or if
     *     this is closed; the message is for its developer
     * @throws InterruptedException if the start was cancelled; nothing is left behind then either
     */
    RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException;

    /**
     * Adopts the services that another runner of the same home left running, by {@link #close()} or by a crash, and ends
     * those that are not wanted or do not answer. Called once, before any start.
     *
     * @param wanted the services to adopt, by deployment id
     * @param adopted told of each service as soon as it is adopted, from any thread
     * @return the adopted services by deployment id, when all others have ended
     */
    Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted);

    /**
     * The name in the API.
     *
     * @return {@code embedded} or {@code dedicated}
     */
    String isolation();

    /**
     * The deployments whose services run.
     *
     * @return their ids
     */
    Set<String> running();

    /** Stops all services, in parallel, within about 15 seconds. Nothing is started afterwards. */
    void stopAll();

    /**
     * Detaches. Nothing is started afterwards, and no end is told. Services that have a process of their own go on, to be
     * {@linkplain #adopt adopted}; those in this process end, as by {@link #stopAll()}. Idempotent.
     */
    @Override
    void close();
}
