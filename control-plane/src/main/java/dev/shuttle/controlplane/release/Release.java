package dev.shuttle.controlplane.release;

import dev.shuttle.controlplane.jdk.RecordedJdk;
import dev.shuttle.controlplane.packaging.PackagedProgram;
import dev.shuttle.controlplane.procfile.CommandWords;
import dev.shuttle.runtime.plan.ServicePlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The release of a deployment, kept to start it again without a build.
 *
 * @param plan what its code says
 * @param digest SHA-256 of its content, in hexadecimal
 * @param classPath its class directories and libraries, in order; absolute, and never changed while the release is kept
 * @param names the names that the build has for them, in the same order
 * @param program how it is run if its build packaged it as a program; null: by its class path
 * @param arguments for a program's main
 * @param words options and arguments of a Procfile
 * @param folder the module's folder as it was uploaded; null if it was too large, or of an earlier version
 * @param jdk what built it and runs it; null in what a version before that choice has kept: the server's own
 */
public record Release(
        ServicePlan plan,
        String digest,
        List<Path> classPath,
        List<String> names,
        @Nullable PackagedProgram program,
        List<String> arguments,
        CommandWords words,
        @Nullable Path folder,
        @Nullable RecordedJdk jdk) {

    public Release {
        classPath = List.copyOf(classPath);
        names = List.copyOf(names);
        arguments = List.copyOf(arguments);
    }
}
