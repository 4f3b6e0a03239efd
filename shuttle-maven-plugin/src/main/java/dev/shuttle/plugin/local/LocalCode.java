package dev.shuttle.plugin.local;

import dev.shuttle.runtime.plan.ServicePlan;
import java.nio.file.Path;
import java.util.List;

/**
 * Compiled code, as it is now.
 *
 * @param plan what it asks for
 * @param module the folder of the module that is the service
 * @param classPath its class directory and libraries
 */
public record LocalCode(ServicePlan plan, Path module, List<Path> classPath) {

    public LocalCode {
        classPath = List.copyOf(classPath);
    }
}
