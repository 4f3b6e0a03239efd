package dev.shuttle.controlplane.host;

import java.io.IOException;

/** Finds the files of a release for a runner that is about to start it. */
@FunctionalInterface
public interface ArtifactSource {

    /**
     * The release's files.
     *
     * @throws IOException if the release, with that content, is not here
     */
    ReleaseFiles files(ReleaseRef release) throws IOException;
}
