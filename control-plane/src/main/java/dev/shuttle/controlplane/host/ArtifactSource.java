package dev.shuttle.controlplane.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Finds the files of a release for a runner that is about to start it. */
@FunctionalInterface
public interface ArtifactSource {

    /**
     * The release's directories and jars, in the order of its class path.
     *
     * @throws IOException if the release, with that content, is not here
     */
    List<Path> classPath(ReleaseRef release) throws IOException;
}
