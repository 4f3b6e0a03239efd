package dev.shuttle.controlplane.deployment;

import dev.shuttle.controlplane.host.ArtifactSource;
import dev.shuttle.controlplane.host.ReleaseFiles;
import dev.shuttle.controlplane.host.ReleaseRef;
import dev.shuttle.controlplane.packaging.PackagedProgram;
import dev.shuttle.controlplane.release.Release;
import dev.shuttle.controlplane.release.Releases;
import java.io.IOException;
import java.util.stream.IntStream;

/** The releases of this home, for runners on this machine. Thread-safe. */
public final class ReleaseArtifacts implements ArtifactSource {
    private final Releases releases;

    public ReleaseArtifacts(Releases releases) {
        this.releases = releases;
    }

    @Override
    public ReleaseFiles files(ReleaseRef ref) throws IOException {
        Release release = releases.read(ref.project(), ref.id(), ref.digest());
        PackagedProgram program = release.program();
        return new ReleaseFiles(
                IntStream.range(0, release.classPath().size())
                        .mapToObj(at -> new ReleaseFiles.Entry(
                                release.classPath().get(at), release.names().get(at)))
                        .toList(),
                program == null ? null : new ReleaseFiles.Program(program.jar(), program.mainClass(), program.files()),
                release.arguments(),
                release.words(),
                release.folder());
    }
}
