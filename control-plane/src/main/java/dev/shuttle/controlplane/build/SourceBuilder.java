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

    @Override
    void close();
}
