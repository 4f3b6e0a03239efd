package dev.shuttle.runtime.plan;

import java.util.Set;

/** The environment variables that the platform sets for each process, and those by which resources reach one. */
final class ReservedVariables {
    private static final Set<String> NAMES = Set.of(
            "PORT",
            "SERVER_PORT",
            "SERVER_ADDRESS",
            "QUARKUS_HTTP_PORT",
            "QUARKUS_HTTP_HOST",
            "MICRONAUT_SERVER_PORT",
            "MICRONAUT_SERVER_HOST",
            "HOME",
            "PATH",
            "TMPDIR",
            "JAVA_HOME");

    private ReservedVariables() {}

    static boolean contain(String name) {
        return NAMES.contains(name) || name.startsWith("SHUTTLE_");
    }
}
