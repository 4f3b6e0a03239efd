package dev.shuttle.protocol.client;

import dev.shuttle.protocol.Deployment;
import dev.shuttle.protocol.LogLine;

/** Hears of a deployment's progress, on the thread that follows it. */
public interface DeploymentListener {

    /**
     * A line was logged.
     *
     * @param line each line once, in order
     */
    void line(LogLine line);

    /**
     * The state changed.
     *
     * @param deployment as it is now
     */
    default void state(Deployment deployment) {}

    /**
     * Following became harder.
     *
     * @param sentence for people
     */
    default void notice(String sentence) {}
}
