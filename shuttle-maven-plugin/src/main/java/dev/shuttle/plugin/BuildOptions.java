package dev.shuttle.plugin;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** The wishes of a deploy for its build, as the arguments that the server takes for Maven. */
final class BuildOptions {

    static final String PACKAGE = "package";

    private static final String VERIFY = "verify";

    private BuildOptions() {}

    /** Null if nothing is asked for. */
    static @Nullable String arguments(boolean tests, String phase, @Nullable String mavenArgs)
            throws MojoFailureException {
        if (!List.of(PACKAGE, VERIFY).contains(phase)) {
            throw new MojoFailureException("-Dshuttle.phase is \"" + phase + "\", but must be package or verify.");
        }
        List<String> arguments = new ArrayList<>();
        if (tests) {
            arguments.add("-DskipTests=false");
        }
        if (phase.equals(VERIFY)) {
            arguments.add(VERIFY);
        }
        if (mavenArgs != null) {
            arguments.add(mavenArgs);
        }
        return arguments.isEmpty() ? null : String.join(" ", arguments);
    }
}
