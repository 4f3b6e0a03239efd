package dev.shuttle.controlplane.build;

import dev.shuttle.controlplane.jdk.Jdk;
import dev.shuttle.controlplane.log.LineSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Something to build.
 *
 * @param project whose it is; it has one build at a time
 * @param deployment for whom
 * @param jdk what builds it
 * @param workspace the unpacked sources; the build writes into it
 * @param mavenArguments the user's, after ours: {@code -Pprod}
 * @param output takes what Maven prints, as stream {@code out}
 * @param timeout after which the build is ended by force
 */
public record BuildRequest(
        String project,
        String deployment,
        Jdk jdk,
        Path workspace,
        List<String> mavenArguments,
        LineSink output,
        Duration timeout) {

    public BuildRequest {
        mavenArguments = List.copyOf(mavenArguments);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("A build's timeout is more than 0");
        }
    }
}
