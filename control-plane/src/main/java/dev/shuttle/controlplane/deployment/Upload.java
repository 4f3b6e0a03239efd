package dev.shuttle.controlplane.deployment;

import dev.shuttle.protocol.Deployment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sources on disk, as a client sent them.
 *
 * @param archive the file; the receiver's to move or delete
 * @param digest {@code sha256:} and the hash of the archive
 * @param options how to build it
 * @param force deploy even if the same already serves
 * @param git where the sources came from
 */
public record Upload(Path archive, String digest, Options options, boolean force, Deployment.@Nullable Git git) {

    /**
     * How to build and check.
     *
     * @param derived the client derived the project's name, so that the bytecode must agree with it
     * @param module the artifactId of the service's module, where several could be meant
     * @param mavenArgs more arguments for Maven
     * @param main the class to run, where the code and the packaging are not to decide
     * @param args arguments for a program's main, as on a command line
     * @param java the feature version of the Java that runs the client's Maven, if it was sent
     */
    public record Options(
            boolean derived,
            @Nullable String module,
            @Nullable String mavenArgs,
            @Nullable String main,
            @Nullable String args,
            @Nullable Integer java) {}
}
