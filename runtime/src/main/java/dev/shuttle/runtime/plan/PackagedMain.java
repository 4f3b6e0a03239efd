package dev.shuttle.runtime.plan;

import org.jspecify.annotations.Nullable;

/** Reads, when asked, which main class a module's packaging would run. */
@FunctionalInterface
public interface PackagedMain {

    /**
     * The main class that the packaged manifest names.
     *
     * @return its name; null if the module packages nothing that runs
     * @throws PlanException if that cannot be told
     */
    @Nullable
    String mainClass() throws PlanException;
}
