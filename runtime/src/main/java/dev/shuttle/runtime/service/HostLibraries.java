package dev.shuttle.runtime.service;

import java.nio.file.Path;
import java.util.List;

/**
 * The host's own libraries, pool and JDBC driver, in a class loader of their own that no service sees. One instance a
 * JVM; its classes are loaded on first use. Thread-safe.
 */
public final class HostLibraries {
    private final List<Path> jars;

    private HostLibraries(List<Path> jars) {
        this.jars = List.copyOf(jars);
    }

    /**
     * Libraries from jars.
     *
     * @param jars HikariCP, the PostgreSQL driver, and what they need; empty: no pool can be made
     * @return the libraries
     */
    public static HostLibraries of(List<Path> jars) {
        return new HostLibraries(jars);
    }

    List<Path> jars() {
        return jars;
    }
}
