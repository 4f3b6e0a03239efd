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
 * @param arguments for a program's {@code main}
 */
public record LocalCode(ServicePlan plan, Path module, List<Path> classPath, List<String> arguments) {

    public LocalCode {
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
    }
}
