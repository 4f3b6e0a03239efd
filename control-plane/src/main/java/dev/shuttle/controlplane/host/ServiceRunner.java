package dev.shuttle.controlplane.host;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Where services run: a JVM each, or the control plane's own process. Thread-safe. */
public interface ServiceRunner extends AutoCloseable {

    /**
     * Starts a service on a free loopback port and returns once it answers. On failure nothing is left behind.
     *
     * @param request what to start
     * @return the host, ready for traffic
     * @throws ServiceFailedException if it ended, threw or did not answer in time; the message is for its developer
     * @throws InterruptedException if the start was cancelled; nothing is left behind then either
     */
    RunningService start(ServiceSpec request) throws ServiceFailedException, InterruptedException;

    /**
     * Takes over the hosts that a control plane before this one left running (after a crash or kill -9), and ends those
     * that are not wanted or do not answer. Called once, before any start.
     *
     * @param wanted by deployment id, what to watch the host with
     * @param adopted told of each host as soon as it is taken over, from any thread
     * @return the adopted hosts by deployment id, when all others have ended
     */
    Map<String, RunningService> adopt(Map<String, ServiceSpec> wanted, Consumer<RunningService> adopted);

    /**
     * The name in the API.
     *
     * @return {@code embedded} or {@code dedicated}
     */
    String isolation();

    /**
     * The deployments whose hosts run.
     *
     * @return their ids
     */
    Set<String> running();

    /** Stops all hosts, side by side, within about 15 seconds. */
    @Override
    void close();
}
