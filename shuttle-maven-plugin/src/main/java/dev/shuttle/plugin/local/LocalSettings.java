package dev.shuttle.plugin.local;

import dev.shuttle.resources.BinarySource;
import dev.shuttle.runtime.plan.ResourceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How to run a service on this machine.
 *
 * @param root the project's root, whose {@code .shuttle} has the data
 * @param project the project's name
 * @param port where the service is to listen, on loopback
 * @param swaps whether services are swapped, as their classes change
 * @param attached resources that the service gets whatever its code asks for
 * @param runtime the class path of the JVM's main
 * @param libraries pool and driver, asked for when code wants a database
 * @param postgres the database server's binaries
 * @param redis Redis's binaries, for machines without it
 */
public record LocalSettings(
        Path root,
        String project,
        int port,
        boolean swaps,
        List<ResourceRequest> attached,
        List<Path> runtime,
        Libraries libraries,
        BinarySource postgres,
        BinarySource redis) {

    /** Where pool and driver come from. */
    @FunctionalInterface
    public interface Libraries {

        /**
         * The jars.
         *
         * @return files
         * @throws IOException if there are none; the message says what to do
         */
        List<Path> jars() throws IOException;
    }

    public LocalSettings {
        attached = List.copyOf(attached);
        runtime = List.copyOf(runtime);
    }
}
