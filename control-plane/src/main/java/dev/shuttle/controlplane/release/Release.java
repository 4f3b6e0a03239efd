package dev.shuttle.controlplane.release;

import dev.shuttle.runtime.plan.ServicePlan;
import java.nio.file.Path;
import java.util.List;

/**
 * The release of a deployment, kept to start it again without a build.
 *
 * @param plan what its code says
 * @param digest SHA-256 of its content, in hexadecimal
 * @param classPath its class directories and libraries, in order; absolute, and never changed while the release is kept
 */
public record Release(ServicePlan plan, String digest, List<Path> classPath) {

    public Release {
        classPath = List.copyOf(classPath);
    }
}
