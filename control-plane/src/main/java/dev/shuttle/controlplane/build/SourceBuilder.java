package dev.shuttle.controlplane.build;

import java.io.IOException;

/** Makes modules of sources, one build at a time. */
public interface SourceBuilder extends AutoCloseable {

    /**
     * Builds a workspace; when this returns, nothing of the build runs any more.
     *
     * @throws BuildFailedException if there is nothing to build, the build failed, or it took too long
     * @throws InterruptedException if the build was cancelled
     * @throws IOException if this machine fails
     */
    BuildResult build(BuildRequest request) throws BuildFailedException, InterruptedException, IOException;

    /**
     * To be called when all of a build's result has been read, before any of it is used.
     *
     * @param project whose build it was
     * @throws BuildFailedException if something of the build ran meanwhile: what was read may not be its own
     */
    default void requireStill(String project) throws BuildFailedException {}

    @Override
    void close();
}
